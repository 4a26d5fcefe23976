package org.wahook.testbed.meta;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.meta.GraphBehaviour.AcceptThenHangUp;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.GraphBehaviour.Hang;
import org.wahook.testbed.meta.GraphBehaviour.HangUpBefore;
import org.wahook.testbed.meta.GraphBehaviour.Late;
import org.wahook.testbed.meta.GraphBehaviour.RawStatus;
import org.wahook.testbed.meta.GraphBehaviour.RetryAfter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /{version}/{phone_number_id}/messages}: checks, accepts and remembers. */
final class GraphMessages {
    private static final JsonMapper JSON = new JsonMapper();
    private final Queue<SentMessage> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sentCount = new AtomicInteger();
    private final Queue<ReadReceipt> receipts = new ConcurrentLinkedQueue<>();
    private final Behaviours behaviours;
    private final Listeners listeners;
    private final SimulatedMedia media;

    GraphMessages(Behaviours behaviours, Listeners listeners, SimulatedMedia media) {
        this.behaviours = behaviours;
        this.listeners = listeners;
        this.media = media;
    }

    List<SentMessage> sent() {
        return List.copyOf(sent);
    }

    int sentCount() {
        return sentCount.get();
    }

    List<SentMessage> sentTo(String contactId) {
        return sent.stream().filter(s -> s.contactId().equals(contactId)).toList();
    }

    List<ReadReceipt> receipts() {
        return List.copyOf(receipts);
    }

    void forget() {
        sent.clear();
        sentCount.set(0);
        receipts.clear();
    }

    SimulatedAnswer answer(GraphRequest call) {
        if (call.body().path("status").asString("").equals("read")) {
            return read(call);
        }
        SendRequest request = new SendRequest(call.version(), call.objectId(), call.token(), call.body());
        Optional<GraphBehaviour> exception = behaviours.of(request);
        exception.ifPresent(what -> listeners.disturbed(request, what));
        return exception.isPresent() ? behave(request, exception.get()) : asUsual(request);
    }

    private SimulatedAnswer asUsual(SendRequest request) {
        return SendRules.violation(request)
                .or(() -> unknownMedia(request))
                .map(GraphError::answer)
                .orElseGet(() -> accepted(request));
    }

    /** An id must be of a file of this number. */
    private Optional<GraphError> unknownMedia(SendRequest request) {
        String type = request.body().path("type").asString("");
        JsonNode header = request.body().path("interactive").path("header");
        JsonNode object = type.equals("interactive")
                ? header.path(header.path("type").asString(""))
                : request.body().path(type);
        return object.path("id").isString()
                        && media.find(object.path("id").asString())
                                .filter(it -> it.phoneNumberId().equals(request.phoneNumberId()))
                                .isEmpty()
                ? Optional.of(GraphError.of(400, 131053, "(#131053) Media upload error: no such media"))
                : Optional.empty();
    }

    private SimulatedAnswer behave(SendRequest request, GraphBehaviour behaviour) {
        return switch (behaviour) {
            case Fail(int status, int code, String message) ->
                GraphError.of(status, code, message).answer();
            case RawStatus(int status, String body) -> new SimulatedAnswer.Full(status, "text/html", body, Map.of());
            case Late(Duration delay) -> new SimulatedAnswer.Later(delay, asUsual(request));
            case AcceptThenHangUp() -> {
                asUsual(request);
                yield new SimulatedAnswer.HangUp();
            }
            case HangUpBefore() -> new SimulatedAnswer.HangUp();
            case RetryAfter(int status, int code, Duration delay) ->
                GraphError.of(status, code, "(#%d) Rate limit hit".formatted(code))
                        .answer(Map.of("Retry-After", Long.toString(delay.toSeconds())));
            case Hang() -> new SimulatedAnswer.Silence();
        };
    }

    private SimulatedAnswer accepted(SendRequest request) {
        SentMessage message = new SentMessage(
                request.phoneNumberId(),
                request.token(),
                request.to(),
                // With both, Meta goes by "to".
                request.to() == null ? request.recipient() : null,
                request.text(),
                request.body(),
                request.bizOpaqueCallbackData(),
                newWamid(),
                Instant.now(),
                request.version());
        sent.add(message);
        sentCount.incrementAndGet();
        listeners.sent(message);
        return SimulatedAnswer.json(200, JSON.writeValueAsString(body(message)));
    }

    private static ObjectNode body(SentMessage message) {
        ObjectNode body = JSON.createObjectNode().put("messaging_product", "whatsapp");
        ObjectNode contact = body.putArray("contacts").addObject();
        if (message.to() != null) {
            contact.put("input", message.to()).put("wa_id", message.contactId());
        } else {
            contact.put("input", message.recipient()).put("user_id", message.recipient());
        }
        body.putArray("messages").addObject().put("id", message.wamid());
        return body;
    }

    private SimulatedAnswer read(GraphRequest call) {
        ReadReceipt receipt = new ReadReceipt(
                call.objectId(),
                call.token(),
                call.body().path("message_id").asString(""),
                call.body().has("typing_indicator"),
                Instant.now());
        receipts.add(receipt);
        listeners.read(receipt);
        return SimulatedAnswer.json(200, "{\"success\":true}");
    }

    private static String newWamid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "wamid.HBgL%016X%016X".formatted(random.nextLong(), random.nextLong());
    }
}
