package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import org.wahook.admin.AdminDatabase;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.Secret;

/** The console: its login, its files, and its pages by subject. Made at the first visit. */
record ConsolePages(
        Console console,
        Assets assets,
        ClientPages clients,
        ClientAddPages additions,
        ClientChangePages changes,
        BotTestPages botTests,
        ConversationPages conversations,
        DeadLetterPages deadLetters,
        TrafficPages traffic,
        QueuePages queues) {

    /** What the pages work with. */
    record Backends(
            Secret token,
            GuessLimit guesses,
            AdminOperations operations,
            AdminDatabase database,
            QueueDepths queues,
            HandshakeCheck handshakes) {}

    static ConsolePages of(Backends with) {
        Assets assets = new Assets();
        Templates templates = new Templates(assets);
        ConsoleOperations admin = new ConsoleOperations(with.operations(), with.database(), Clock.systemUTC());
        ClientPages clients = new ClientPages(admin, templates, with.handshakes());
        return new ConsolePages(
                new Console(with.token(), with.guesses(), templates, Ticker.systemTicker()),
                assets,
                clients,
                new ClientAddPages(admin, templates),
                new ClientChangePages(admin, templates),
                new BotTestPages(admin, clients),
                new ConversationPages(admin, templates),
                new DeadLetterPages(admin, templates),
                new TrafficPages(admin, templates),
                new QueuePages(with.queues(), templates));
    }

    ConsoleResponse asset(ConsoleRequest request) {
        return assets.get(request.path("name")).orElseGet(console::missing);
    }
}
