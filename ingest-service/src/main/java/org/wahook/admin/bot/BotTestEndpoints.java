package org.wahook.admin.bot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.wahook.admin.chatbot.ChatbotRules;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;
import org.wahook.admin.rest.Rule;
import org.wahook.shared.account.Formatting;
import org.wahook.shared.account.ResponseApiDefaults;
import org.wahook.shared.bot.BotAccess;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotCaller;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.Bots;
import org.wahook.shared.bot.ReplyRules;
import org.wahook.shared.bot.StateChange;

/** {@code POST /api/v1/chatbots/{chatbotId}/test} */
public final class BotTestEndpoints {

    private static final String TEST = "/api/v1/chatbots/{chatbotId}/test";
    private static final int LONGEST_TEXT = 4096;

    /** A test takes as long as a bot does; more of them wait for nobody. */
    private static final int MOST_AT_A_TIME = 20;

    private final BotStore store;
    private final BotHttp http;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

    public BotTestEndpoints(BotStore store, BotHttp http, Clock clock) {
        this.store = store;
        this.http = http;
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post(TEST, this::test));
    }

    private RestAnswer test(Request request) {
        String id = request.path("chatbotId");
        Optional<BotStore.Found> found = ChatbotRules.ID.complaint(id).isPresent() ? Optional.empty() : store.find(id);
        if (found.isEmpty()) {
            return RestAnswer.notFound("chatbot");
        }
        Form form = Form.of(request.body());
        String text = form.text("text", Rule.lines(LONGEST_TEXT));
        return form.complete(() -> text).then(words -> test(id, words, found.get()));
    }

    private RestAnswer test(String id, String text, BotStore.Found chatbot) {
        Optional<ResponseApiDefaults> defaults = store.defaults();
        Optional<String> own = chatbot.settings().responseApiBaseUrl();
        if (defaults.isEmpty() && own.isEmpty()) {
            return RestAnswer.refused(Problem.named(
                    409,
                    "no-response-api",
                    "The response API is not known",
                    "No worker-service has been started yet, and the chatbot has no responseApiBaseUrl of its own."));
        }
        Optional<String> problem = chatbot.settings().bot().problem();
        if (problem.isPresent()) {
            return RestAnswer.refused(
                    Problem.named(409, "bot-settings", "The bot can't be asked", problem.get() + "."));
        }
        if (!places.tryAcquire()) {
            return RestAnswer.refused(Problem.unavailable("A place for one more test"));
        }
        try {
            return RestAnswer.ok(ask(id, text, chatbot, defaults, own).toJson());
        } finally {
            places.release();
        }
    }

    private BotTest ask(
            String id,
            String text,
            BotStore.Found chatbot,
            Optional<ResponseApiDefaults> defaults,
            Optional<String> own) {
        ResponseApiDefaults known =
                defaults.orElseGet(() -> new ResponseApiDefaults("", "/response", "/response", Duration.ofSeconds(60)));
        BotAccess access = new BotAccess(
                own.orElse(known.baseUrl()),
                known.path(),
                known.replyPointer(),
                chatbot.apiKey(),
                Optional.of(chatbot.signingSecret()).filter(secret -> !secret.isEmpty()),
                chatbot.settings().bot(),
                clock);
        BotTurn turn = turn(id, text, known.timeout());
        BotTest test = new BotTest(
                List.of(chatbot.apiKey(), chatbot.signingSecret()),
                chatbot.settings().formatting() == Formatting.WHATSAPP);
        BotCaller caller =
                new BotCaller((request, left) -> test.note(request, () -> http.post(request, left, own.isEmpty())));
        long began = System.nanoTime();
        BotAnswer answer = caller.ask(Bots.of(access), turn, known.timeout());
        test.tookNanos(System.nanoTime() - began);
        test.answered(
                answer instanceof BotAnswer.Reply reply ? ReplyRules.apply(reply, access.settings(), turn) : answer);
        return test;
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
