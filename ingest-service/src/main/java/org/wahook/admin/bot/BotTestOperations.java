package org.wahook.admin.bot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.wahook.admin.bot.BotTestReport.Outcome;
import org.wahook.admin.chatbot.ChatbotRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Rule;
import org.wahook.shared.account.Formatting;
import org.wahook.shared.account.ResponseApiDefaults;
import org.wahook.shared.bot.BotAccess;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotCaller;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.Bots;
import org.wahook.shared.bot.StateChange;
import tools.jackson.databind.node.ObjectNode;

/** Asks a client's bot as a worker would, and keeps nothing; for callers over HTTP and for the console. */
public final class BotTestOperations {

    public static final int LONGEST_TEXT = 4096;

    /** Where no worker has said how long it waits; nobody waits longer than the second for a test. */
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(2);

    private final BotStore store;
    private final BotHttp http;
    private final Clock clock;
    private final TestPlaces places = new TestPlaces();

    public BotTestOperations(BotStore store, BotHttp http, Clock clock) {
        this.store = store;
        this.http = http;
        this.clock = clock;
    }

    /** What a customer is to say. */
    public Parsed<String> parse(ObjectNode body) {
        Form form = Form.of(body);
        String text = form.text("text", Rule.lines(LONGEST_TEXT));
        return form.complete(() -> text);
    }

    public boolean exists(String chatbotId) {
        return ChatbotRules.ID.complaint(chatbotId).isEmpty()
                && store.find(chatbotId).isPresent();
    }

    /** @param text that {@link #parse} accepts */
    public BotTestResult test(String chatbotId, String text) {
        Optional<BotStore.Found> found =
                ChatbotRules.ID.complaint(chatbotId).isPresent() ? Optional.empty() : store.find(chatbotId);
        if (found.isEmpty()) {
            return new BotTestResult.NotTested(Problem.notFound("chatbot"));
        }
        Optional<ResponseApiDefaults> defaults = store.defaults();
        Optional<Problem> objection = objection(found.get(), defaults);
        if (objection.isPresent()) {
            return new BotTestResult.NotTested(objection.get());
        }
        if (!places.take(chatbotId)) {
            return new BotTestResult.NotTested(Problem.named(
                            503,
                            "too-many-tests",
                            "Too many tests are running",
                            "At most %d run at once, and %d of one client. Try again when one has ended."
                                    .formatted(TestPlaces.MOST, TestPlaces.MOST_OF_A_CLIENT))
                    .withHeader("Retry-After", "5"));
        }
        try {
            return new BotTestResult.Tested(ask(chatbotId, text, found.get(), defaults));
        } finally {
            places.giveBack(chatbotId);
        }
    }

    private static Optional<Problem> objection(BotStore.Found chatbot, Optional<ResponseApiDefaults> defaults) {
        Optional<String> own = chatbot.settings().responseApiBaseUrl();
        if (defaults.isEmpty() && own.isEmpty()) {
            return Optional.of(Problem.named(
                    409,
                    "no-response-api",
                    "The response API is not known",
                    "No worker-service has been started yet, and the chatbot has no responseApiBaseUrl of its own."));
        }
        return chatbot.settings()
                .bot()
                .problem()
                .map(wrong -> Problem.named(409, "bot-settings", "The bot can't be asked", wrong + "."));
    }

    private BotTestReport ask(String id, String text, BotStore.Found chatbot, Optional<ResponseApiDefaults> defaults) {
        Optional<String> own = chatbot.settings().responseApiBaseUrl();
        ResponseApiDefaults known =
                defaults.orElseGet(() -> new ResponseApiDefaults("", "/response", "/response", USUAL_TIMEOUT));
        Duration timeout = known.timeout().compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : known.timeout();
        BotAccess access = new BotAccess(
                own.orElse(known.baseUrl()),
                known.path(),
                known.replyPointer(),
                chatbot.apiKey(),
                Optional.of(chatbot.signingSecret()).filter(secret -> !secret.isEmpty()),
                chatbot.settings().bot(),
                clock);
        BotTurn turn = turn(id, text, timeout);
        BotTest test = new BotTest(
                new SecretMask(List.of(chatbot.apiKey(), chatbot.signingSecret())),
                chatbot.settings().formatting() == Formatting.WHATSAPP);
        BotCaller caller =
                new BotCaller((request, left) -> test.note(request, () -> http.post(request, left, own.isEmpty())));
        long began = System.nanoTime();
        BotAnswer answer = caller.ask(Bots.of(access), turn, timeout);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        BotAdvice advice = new BotAdvice(access.settings().contract(), own.isPresent(), known.replyPointer(), timeout);
        return test.report(outcome(test, answer, turn, access, advice), took);
    }

    private static Outcome outcome(BotTest test, BotAnswer answer, BotTurn turn, BotAccess access, BotAdvice advice) {
        return switch (answer) {
            case BotAnswer.Reply reply -> test.replied(reply, access.settings(), turn);
            case BotAnswer.Pending pending -> new Outcome.Later();
            case BotAnswer.Failed failed -> test.failed(failed, advice);
        };
    }

    /** A customer who has just written for the first time. */
    private BotTurn turn(String chatbotId, String text, Duration timeout) {
        Instant now = clock.instant();
        return new BotTurn(
                "test-" + UUID.randomUUID(),
                now.plus(timeout),
                chatbotId,
                new BotTurn.Conversation(
                        "whatsapp_test_" + chatbotId, true, Optional.of(now.plus(Duration.ofHours(24)))),
                new BotTurn.Contact("test", Optional.empty(), Optional.of("Test"), Optional.empty()),
                List.of(),
                List.of(new BotTurn.Input(
                        "test",
                        now,
                        "text",
                        text,
                        text,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                new BotTurn.Capabilities(
                        List.of("text", "buttons", "list", "location", "contacts", "reaction"),
                        List.of("handoff", "silence"),
                        10,
                        StateChange.LONGEST),
                Optional.empty(),
                Optional.empty(),
                "message");
    }
}
