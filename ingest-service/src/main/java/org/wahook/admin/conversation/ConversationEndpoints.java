package org.wahook.admin.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import org.wahook.platform.json.Json;

/** {@code /api/v1/conversations} */
public final class ConversationEndpoints {

    private static final String PATH = "/api/v1/conversations";
    private static final String ONE = PATH + "/{id}";
    private static final String MESSAGES = ONE + "/messages";
    private static final String THREAD = ONE + "/thread";
    private static final int LONGEST_METADATA = 2000;

    /** What Meta takes in one message. */
    private static final int LONGEST_TEXT = 4096;

    private static final int LONGEST_KEY = 200;
    private static final Duration WAITED = Duration.ofMinutes(5);

    private final ConversationStore store;
    private final ConversationListStore list;
    private final ConversationChanges changes;
    private final ThreadControl threads;

    public ConversationEndpoints(
            ConversationStore store, ConversationListStore list, ConversationChanges changes, ThreadControl threads) {
        this.store = store;
        this.list = list;
        this.changes = changes;
        this.threads = threads;
    }

    /** The list of those who wait stands before the conversations by id, whose path would fit it too. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, this::list),
                Endpoint.get(PATH + "/unanswered", this::unanswered),
                Endpoint.get(ONE, this::read),
                Endpoint.patch(ONE, this::change),
                Endpoint.get(MESSAGES, this::messages),
                Endpoint.post(MESSAGES, this::write),
                Endpoint.post(THREAD, this::control));
    }

    private record ListRequest(
            ConversationListStore.Filter filter, Optional<ConversationListStore.Mark> before, int limit) {}

    private Answer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<String> contact = form.optionalText("contact", ContactQuery.RULE);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", ConversationListStore.Mark.RULE);
        Parsed<ListRequest> asked = form.complete(() -> new ListRequest(
                new ConversationListStore.Filter(chatbotId, contact.map(ContactQuery::of)),
                cursor.flatMap(ConversationListStore.Mark::read),
                limit.orElse(Page.DEFAULT_LIMIT)));
        return asked.then(it -> Page.of(
                list.list(it.filter(), it.before(), it.limit()),
                it.limit(),
                listed -> listed.conversation().toJson(),
                listed -> listed.mark().text()));
    }

    private record Messages(Optional<Long> before, int limit) {}

    private static Parsed<Messages> messages(Form form) {
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", PageCursor.NUMBER);
        return form.complete(() -> new Messages(cursor.flatMap(PageCursor::number), limit.orElse(Page.DEFAULT_LIMIT)));
    }

    private record Waiting(
            Optional<String> chatbotId, Duration olderThan, Optional<Unanswered.Mark> after, int limit) {}

    private Answer unanswered(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Duration> olderThan =
                form.optionalText("olderThan", Rule.duration()).map(Durations::parse);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", Unanswered.Mark.RULE);
        Parsed<Waiting> waiting = form.complete(() -> new Waiting(
                chatbotId,
                olderThan.orElse(WAITED),
                cursor.flatMap(Unanswered.Mark::read),
                limit.orElse(Page.DEFAULT_LIMIT)));
        return waiting.then(it -> Page.of(
                store.unanswered(it.chatbotId(), it.olderThan(), it.after(), it.limit()),
                it.limit(),
                Unanswered::toJson,
                Unanswered::mark));
    }

    private Answer read(Request request) {
        return id(request)
                .flatMap(store::find)
                .<Answer>map(found -> answer(found))
                .orElseGet(ConversationEndpoints::missing);
    }

    private Answer messages(Request request) {
        return messages(Form.of(request.query()))
                .then(it -> id(request)
                        .flatMap(id -> store.messages(id, it.before(), it.limit()))
                        .<Answer>map(found -> Page.of(
                                found,
                                it.limit(),
                                ConversationMessage::toJson,
                                message -> String.valueOf(message.id())))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private Answer change(Request request) {
        return BotChange.read(request.body())
                .then(change -> id(request)
                        .map(id -> switch (changes.change(id, change, request.ifMatch())) {
                            case ConversationChanges.Change.Changed(Conversation made) -> {
                                audit(change.paused() ? "bot paused" : "bot resumed", made.id());
                                yield answer(made);
                            }
                            case ConversationChanges.Change.Missing() -> missing();
                            case ConversationChanges.Change.Stale(String version) -> Answer.stale(version);
                            case ConversationChanges.Change.Unconfirmed() ->
                                Answer.refused(Problem.unavailable("RabbitMQ"));
                        })
                        .orElseGet(ConversationEndpoints::missing));
    }

    private record Control(ThreadControl.Action action, Optional<String> role, Optional<String> metadata) {}

    private Answer control(Request request) {
        Form form = Form.of(request.body());
        String action = form.text("action", Rule.oneOf("take", "pass", "release"));
        Optional<String> role = form.optionalText("targetRole", Rule.text(1, 100));
        Optional<String> metadata = form.optionalText("metadata", Rule.lines(LONGEST_METADATA));
        form.nothingElse();
        return form.complete(() -> new Control(ThreadControl.Action.of(action), role, metadata))
                .then(it -> id(request)
                        .map(id -> answer(id, action, threads.perform(id, it.action(), it.role(), it.metadata())))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static Answer answer(long id, String action, ThreadControl.Result result) {
        return switch (result) {
            case ThreadControl.Result.Done(Conversation conversation) -> {
                audit("thread control: " + action, id);
                yield answer(conversation);
            }
            case ThreadControl.Result.Missing() -> missing();
            case ThreadControl.Result.Refused(String line) ->
                Answer.refused(Problem.named(
                        409, "thread-control-refused", "Meta does not change the owner of this thread", line));
            case ThreadControl.Result.Unclear(String line) ->
                Answer.refused(Problem.named(
                        502,
                        "thread-control-unclear",
                        "Nobody knows whether Meta has changed the owner",
                        line + ". Meta's webhook tells the owner; try again where none comes."));
        };
    }

    private Answer write(Request request) {
        Form form = Form.of(request.body());
        String text = form.text("text", Rule.lines(LONGEST_TEXT));
        request.idempotencyKey()
                .flatMap(Rule.text(1, LONGEST_KEY)::complaint)
                .ifPresent(what -> form.problem("Idempotency-Key", "must " + what));
        return form.complete(() -> text)
                .then(words -> id(request)
                        .map(id -> answer(id, changes.write(id, words, request.idempotencyKey())))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static Answer answer(long id, ConversationChanges.Writing writing) {
        return switch (writing) {
            case ConversationChanges.Writing.Written(ConversationMessage message) -> {
                audit("message written", id);
                yield Answer.accepted(location(id), message.toJson());
            }
            case ConversationChanges.Writing.Repeated(ConversationMessage message) ->
                Answer.ok(message.toJson()).with("Location", location(id));
            case ConversationChanges.Writing.Missing() -> missing();
            case ConversationChanges.Writing.Inactive() ->
                Answer.refused(Problem.named(
                        409,
                        "integration-inactive",
                        "The integration is inactive",
                        "Nothing is sent for it, or its chatbot is inactive. Activate it first."));
            case ConversationChanges.Writing.AccountPaused(String why) ->
                Answer.refused(Problem.named(
                                409,
                                "account-paused",
                                "Sending is stopped for this number",
                                "Meta stopped it. Give the integration a new accessToken, then write again.")
                        .with("pausedReason", Json.object().stringNode(why)));
            case ConversationChanges.Writing.WindowClosed(Optional<Instant> since) -> Answer.refused(closed(since));
            case ConversationChanges.Writing.Unconfirmed() -> Answer.refused(Problem.unavailable("RabbitMQ"));
        };
    }

    private static Problem closed(Optional<Instant> since) {
        Problem problem = Problem.named(
                422,
                "window-closed",
                "The customer-service window is closed",
                "Meta takes free text only within 24 hours of the customer's last message.");
        return since.map(time -> problem.with("windowClosedAt", Json.object().stringNode(time.toString())))
                .orElse(problem);
    }

    private static Answer.Content answer(Conversation conversation) {
        return Answer.ok(conversation.toJson()).with("ETag", IfMatch.etag(conversation.etag()));
    }

    private static Optional<Long> id(Request request) {
        return Optional.of(request.path("id"))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong);
    }

    private static String location(long id) {
        return PATH + "/" + id + "/messages";
    }

    private static Answer missing() {
        return Answer.notFound("conversation");
    }

    private static void audit(String what, long id) {
        Audit.changed(what, "conversation_id", String.valueOf(id));
    }
}
