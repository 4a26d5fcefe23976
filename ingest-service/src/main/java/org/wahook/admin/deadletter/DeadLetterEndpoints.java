package org.wahook.admin.deadletter;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.json.Json;
import org.wahook.shared.deadletter.BrokerFailedException;
import org.wahook.shared.deadletter.DeadLetter;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/dead-letters}. Needs RabbitMQ and no database. */
public final class DeadLetterEndpoints {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterEndpoints.class);
    private static final String PATH = "/api/v1/dead-letters";
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;
    private static final Rule ID = Rule.text(1, 300);
    private static final Rule QUEUE = Rule.oneOf("replies", "events", "unrouted");

    private final DeadLetters letters;

    public DeadLetterEndpoints(DeadLetters letters) {
        this.letters = letters;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, this::list).needing(Endpoint.Neighbour.NONE),
                Endpoint.post(PATH + "/replay", this::replay).needing(Endpoint.Neighbour.NONE),
                Endpoint.post(PATH + "/discard", this::discard).needing(Endpoint.Neighbour.NONE));
    }

    /** Which letters, in which queues; without a queue replies and events, as on the command line. */
    private record Scope(Set<DeadLetterQueue> queues, Selection selection, int limit) {}

    private Answer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", ID);
        Set<DeadLetterQueue> queues = queues(form);
        Optional<Integer> limit = form.optionalWhole("limit", 1, MOST);
        Parsed<Scope> scope = form.complete(() -> new Scope(
                queues,
                chatbotId.<Selection>map(Selection.OfChatbot::new).orElseGet(Selection.All::new),
                limit.orElse(DEFAULT_LIMIT)));
        return scope.then(
                asked -> ifRabbitAnswers(() -> list(asked), done -> Answer.refused(Problem.unavailable("RabbitMQ"))));
    }

    private Answer list(Scope asked) {
        ArrayNode items = Json.array();
        letters.list(asked.queues(), asked.selection(), asked.limit()).forEach(letter -> items.add(toJson(letter)));
        ObjectNode json = Json.object().put("count", items.size());
        json.set("items", items);
        return Answer.ok(json);
    }

    private Answer replay(Request request) {
        return settle(request, "replayed", scope -> letters.replay(scope.queues(), scope.selection()));
    }

    private Answer discard(Request request) {
        return settle(request, "discarded", scope -> letters.discard(scope.queues(), scope.selection()));
    }

    private static Answer settle(Request request, String done, ToIntFunction<Scope> work) {
        return scope(request.body())
                .then(scope -> ifRabbitAnswers(
                        () -> {
                            int count = work.applyAsInt(scope);
                            audit("dead letters " + done, scope, count);
                            return Answer.ok(Json.object().put(done, count).put("count", count));
                        },
                        count -> {
                            audit("dead letters " + done + " in part", scope, count);
                            return Answer.refused(inPart(done, count));
                        }));
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

    /** Exactly one of the three must be said, so that nothing happens to all letters by leaving something out. */
    private static Parsed<Scope> scope(ObjectNode body) {
        Form form = Form.of(body);
        Optional<String> chatbotId = form.changedText("chatbotId", ID);
        List<String> ids = form.optionalTexts("ids", 1000, ID);
        Optional<Boolean> all = form.optionalTruth("all");
        Set<DeadLetterQueue> queues = queues(form);
        long named =
                List.of("chatbotId", "ids", "all").stream().filter(body::has).count();
        if (named != 1) {
            form.problem("", "must have exactly one of chatbotId, ids and all");
        }
        if (all.isPresent() && !all.get()) {
            form.problem("all", "must be true where it is given");
        }
        return form.complete(() -> new Scope(queues, selection(chatbotId, ids), Integer.MAX_VALUE));
    }

    private static Selection selection(Optional<String> chatbotId, List<String> ids) {
        if (chatbotId.isPresent()) {
            return new Selection.OfChatbot(chatbotId.get());
        }
        return ids.isEmpty() ? new Selection.All() : new Selection.WithIds(new HashSet<>(ids));
    }

    private static Set<DeadLetterQueue> queues(Form form) {
        return form.optionalText("queue", QUEUE)
                .flatMap(DeadLetterQueue::of)
                .<Set<DeadLetterQueue>>map(queue -> EnumSet.of(queue))
                .orElseGet(() -> EnumSet.of(DeadLetterQueue.REPLIES, DeadLetterQueue.EVENTS));
    }

    /**
     * Nothing is lost where it breaks off: a letter that was not confirmed elsewhere stays where it is.
     *
     * @param inPart the answer where so many were done by then
     */
    private static Answer ifRabbitAnswers(Supplier<Answer> answer, IntFunction<Answer> inPart) {
        try {
            return answer.get();
        } catch (BrokerFailedException e) {
            log.warn("Dead letters: {}", e.getMessage());
            return e.done() > 0 ? inPart.apply(e.done()) : Answer.refused(Problem.unavailable("RabbitMQ"));
        }
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

    private static void audit(String what, Scope scope, int count) {
        String which = switch (scope.selection()) {
            case Selection.All() -> "all";
            case Selection.OfChatbot(String chatbotId) -> "those of chatbot " + chatbotId;
            case Selection.WithIds(Set<String> ids) -> ids.size() + " by id";
            case Selection.OfReason(String reason, var chatbotId) -> "those of reason " + reason;
            case Selection.OfNumber(String phoneNumberId) -> "those of number " + phoneNumberId;
        };
        Audit.changed(what, "letters", which, "queues", scope.queues().toString(), "count", String.valueOf(count));
    }
}
