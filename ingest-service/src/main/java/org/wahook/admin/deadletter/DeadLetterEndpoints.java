package org.wahook.admin.deadletter;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.wahook.admin.deadletter.DeadLetterOperations.Choice;
import org.wahook.admin.deadletter.DeadLetterOperations.ListRequest;
import org.wahook.admin.deadletter.DeadLetterOperations.Listing;
import org.wahook.admin.deadletter.DeadLetterOperations.Settled;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.json.Json;
import org.wahook.shared.deadletter.DeadLetter;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.LetterFilter;
import org.wahook.shared.deadletter.LetterPage;
import org.wahook.shared.deadletter.LetterPlace;
import org.wahook.shared.deadletter.Selection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/dead-letters}. Needs RabbitMQ, and works without the database. */
public final class DeadLetterEndpoints {

    private static final String PATH = "/api/v1/dead-letters";
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;
    private static final Rule ID = Rule.text(1, 500);
    private static final Rule QUEUE = Rule.oneOf("replies", "events", "unrouted");
    private static final Rule CURSOR =
            PageCursor.rule(text -> PageCursor.mark(text).flatMap(LetterPlace::parse));

    private final DeadLetterOperations operations;

    public DeadLetterEndpoints(DeadLetterOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, this::list).needing(Endpoint.Neighbour.NONE),
                Endpoint.post(PATH + "/replay", request -> settle(request, "replayed", operations::replay))
                        .needing(Endpoint.Neighbour.NONE),
                Endpoint.post(PATH + "/discard", request -> settle(request, "discarded", operations::discard))
                        .needing(Endpoint.Neighbour.NONE));
    }

    private RestAnswer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", ID);
        Optional<String> reason = form.optionalText("reason", ID);
        Set<DeadLetterQueue> queues = queues(form);
        Optional<Integer> limit = form.optionalWhole("limit", 1, MOST);
        Optional<LetterPlace> after =
                form.optionalText("cursor", CURSOR).flatMap(PageCursor::mark).flatMap(LetterPlace::parse);
        Parsed<ListRequest> asked = form.complete(
                () -> new ListRequest(new LetterFilter(queues, chatbotId, reason), after, limit.orElse(DEFAULT_LIMIT)));
        return asked.then(it -> switch (operations.list(it)) {
            case Listing.Listed(LetterPage page) -> RestAnswer.ok(toJson(page));
            case Listing.BrokerAway() -> RestAnswer.refused(Problem.unavailable("RabbitMQ"));
        });
    }

    private static RestAnswer settle(Request request, String done, Function<Choice, Settled> work) {
        return choice(request.body()).then(choice -> switch (work.apply(choice)) {
            case Settled.Done(int count) ->
                RestAnswer.ok(Json.object().put(done, count).put("count", count));
            case Settled.BrokenOff(int count) -> RestAnswer.refused(inPart(done, count));
            case Settled.BrokerAway() -> RestAnswer.refused(Problem.unavailable("RabbitMQ"));
        });
    }

    private static Problem inPart(String done, int count) {
        NumericNode number = Json.object().numberNode(count);
        return Problem.named(
                        503,
                        "broken-off",
                        "RabbitMQ broke off in between",
                        "%d letters were %s; the others are where they were. Repeat the request for them in a moment."
                                .formatted(count, done))
                .with(done, number)
                .with("count", number)
                .withHeader("Retry-After", "5");
    }

    /** Exactly one of the three must be given, so that an incomplete request does not affect all letters. */
    private static Parsed<Choice> choice(ObjectNode body) {
        Form form = Form.of(body);
        Optional<String> chatbotId = form.changedText("chatbotId", ID);
        List<String> ids = form.optionalTexts("ids", 1000, ID);
        Optional<Boolean> all = form.optionalTruth("all");
        Optional<String> reason = form.changedText("reason", ID);
        Set<DeadLetterQueue> queues = queues(form);
        long named =
                List.of("chatbotId", "ids", "all").stream().filter(body::has).count();
        if (named != 1) {
            form.problem("", "must have exactly one of chatbotId, ids and all");
        }
        if (all.isPresent() && !all.get()) {
            form.problem("all", "must be true where it is given");
        }
        if (reason.isPresent() && body.has("ids")) {
            form.problem("reason", "goes with chatbotId or all");
        }
        return form.complete(() -> new Choice(queues, selection(chatbotId, ids, reason)));
    }

    private static Selection selection(Optional<String> chatbotId, List<String> ids, Optional<String> reason) {
        if (!ids.isEmpty()) {
            return new Selection.WithIds(new HashSet<>(ids));
        }
        return reason.<Selection>map(it -> new Selection.OfReason(it, chatbotId))
                .or(() -> chatbotId.map(Selection.OfChatbot::new))
                .orElseGet(Selection.All::new);
    }

    /** Without a queue replies and events, as on the command line. */
    private static Set<DeadLetterQueue> queues(Form form) {
        return form.optionalText("queue", QUEUE)
                .flatMap(DeadLetterQueue::of)
                .<Set<DeadLetterQueue>>map(queue -> EnumSet.of(queue))
                .orElseGet(() -> EnumSet.of(DeadLetterQueue.REPLIES, DeadLetterQueue.EVENTS));
    }

    private static ObjectNode toJson(LetterPage page) {
        ObjectNode json = Json.object().put("count", page.count());
        ArrayNode items = json.putArray("items");
        page.letters().forEach(letter -> items.add(toJson(letter)));
        json.put(
                "nextCursor",
                page.next().map(LetterPlace::mark).map(PageCursor::of).orElse(null));
        ArrayNode groups = json.putArray("groups");
        page.groups()
                .forEach(group -> groups.addObject()
                        .put("chatbotId", group.chatbotId())
                        .put("reason", group.reason())
                        .put("count", group.count())
                        .put("oldestAt", group.oldest().map(Instant::toString).orElse(null)));
        return json;
    }

    private static ObjectNode toJson(DeadLetter letter) {
        ObjectNode json = Json.object()
                .put("id", letter.id())
                .put("queue", letter.queue().word())
                .put("reason", letter.reason())
                .put("error", letter.error())
                .put("attempts", letter.attempts())
                .put("firstFailedAt", letter.firstFailedAt())
                .put("lastFailedAt", letter.lastFailedAt())
                .put("chatbotId", letter.chatbotId())
                .put("accountId", letter.accountId())
                .put("phoneNumberId", letter.phoneNumberId())
                .put("eventId", letter.eventId());
        ArrayNode messages = json.putArray("messageIds");
        letter.messageIds().forEach(messages::add);
        ArrayNode history = json.putArray("history");
        letter.history().forEach(history::add);
        return json;
    }
}
