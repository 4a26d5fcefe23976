package org.wahook.ingest;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.wahook.admin.AdminApi;
import org.wahook.admin.AdminDatabase;
import org.wahook.admin.AdminRoutes;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.bot.BotHttp;
import org.wahook.admin.console.ConsoleRoutes;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.graph.GraphClient;
import org.wahook.http.ArrivalRate;
import org.wahook.http.HttpListener;
import org.wahook.http.ListenerLimits;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.database.Database;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.process.ServiceShell;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.media.MediaLinks;
import org.wahook.shared.media.MediaStoreConfig;

/** The listener of admin API and console with what they work with, the same beside the webhook and alone. */
final class AdminListener {

    /** Far more than people and their scripts open. */
    private static final ArrivalRate ARRIVALS = new ArrivalRate(200, 1000);

    private static final ListenerLimits LIMITS =
            ListenerLimits.of(512, 8L * 1024 * 1024).with(ARRIVALS);

    private AdminListener() {}

    /** @param webhookPort of this process: the test of a handshake may go there without TLS; -1 where there is none */
    static HttpListener open(
            IngestConfig config,
            IngestConfig.Admin admin,
            Database database,
            ConfirmingPublisher publisher,
            IntSupplier webhookPort,
            ServiceShell shell) {
        GraphClient graph = shell.add(
                new GraphClient(config.graph().baseUrl(), config.graph().version()));
        DeadLetterCatalog deadLetters =
                shell.add(DeadLetterCatalog.withIndex(config.rabbit(), config.topology(), database));
        DeadLetterOperations letters = new DeadLetterOperations(deadLetters);
        AdminApi api = new AdminApi(new AdminApi.Neighbours(
                database.jdbi(),
                Encryption.with(config.encryptionKeys()),
                letters,
                deadLetters.letters(),
                new WakeUps(publisher, config.topology()),
                graph,
                shell.add(new BotHttp(config.outgoingAllowed())),
                OutgoingAddresses.ofClients(config.outgoingAllowed()),
                config.mediaStore().map(it -> shell.add(new MediaLinks(it, Clock.systemUTC()))),
                config.fallbackVerifyToken()));
        AdminDatabase adminDatabase = new AdminDatabase(database::problem);
        QueueDepths queues = shell.add(new QueueDepths(config.rabbit(), config.topology()));
        GuessLimit guesses = new GuessLimit(Ticker.systemTicker());
        AdminRoutes routes = new AdminRoutes(
                admin.token(), admin.allowedHosts(), guesses, api.endpoints(), adminDatabase, ConsoleRoutes::isAt);
        ConsoleRoutes console = new ConsoleRoutes(
                admin.token(),
                guesses,
                api.operations(),
                adminDatabase,
                queues,
                config.mediaStore().map(MediaStoreConfig::publicOrigin),
                webhookPort);
        return shell.addListener(HttpListener.start(
                "admin", admin.listen(), LIMITS, shell.metrics().registry(), all -> {
                    routes.addTo(all);
                    console.addTo(all);
                }));
    }
}
