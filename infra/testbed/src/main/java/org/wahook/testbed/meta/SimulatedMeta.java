package org.wahook.testbed.meta;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Meta as a real HTTP server: the Graph API that the services call, and the status webhooks that follow a send.
 *
 * <p>It takes any number and token until the first {@link #phoneNumber}; from then on only those registered.
 */
public final class SimulatedMeta implements AutoCloseable {
    private final PhoneNumbers numbers = new PhoneNumbers();
    private final Behaviours behaviours = new Behaviours();
    private final Listeners listeners = new Listeners();
    private final StatusPoster statuses = new StatusPoster(numbers, listeners);
    private final CallbackOverrides overrides = new CallbackOverrides();
    private final GraphObjects objects = new GraphObjects(numbers);
    private final ThreadControls threadControls = new ThreadControls();
    private final SimulatedMedia media = new SimulatedMedia();
    private final GraphMessages messages = new GraphMessages(behaviours, listeners, media);
    private final LocalHttpServer server;

    private SimulatedMeta(Function<HttpHandler, LocalHttpServer> start) {
        listeners.whenSent(statuses::after);
        server = start.apply(this::handle);
    }

    public static SimulatedMeta start() {
        return new SimulatedMeta(LocalHttpServer::start);
    }

    /** On this port of every address, for callers in other containers. */
    public static SimulatedMeta startForOthers(int port) {
        return new SimulatedMeta(handler -> LocalHttpServer.startForOthers(port, handler));
    }

    /** {@code http://127.0.0.1:port}, for {@code GRAPH_API_BASE_URL}. */
    public String baseUrl() {
        return server.baseUrl();
    }

    /** Registers a number with a token that may use it; a second token is good too. */
    public void phoneNumber(String phoneNumberId, String token) {
        phoneNumber("waba-" + phoneNumberId, phoneNumberId, token);
    }

    /** The same, as a number of this WhatsApp business account. */
    public void phoneNumber(String wabaId, String phoneNumberId, String token) {
        numbers.register(phoneNumberId, wabaId, token);
    }

    /** Makes a token invalid: its next use is error 190. */
    public void revoke(String token) {
        numbers.revoke(token);
    }

    /** Every message accepted since the start or {@link #forget()}, in order. */
    public List<SentMessage> sent() {
        return messages.sent();
    }

    /** How many that is, without copying them. */
    public int sentCount() {
        return messages.sentCount();
    }

    /** Those to one phone number, with or without a plus sign, or to one business-scoped user id. */
    public List<SentMessage> sentTo(String contact) {
        boolean phone = contact.matches("\\+?[0-9 ]+");
        return messages.sentTo(phone ? SendRequest.digits(contact) : contact);
    }

    /** What was accepted of thread control, in order. */
    public List<JsonNode> threadControls() {
        return threadControls.accepted();
    }

    /** The messages marked as read, with or without typing indicator. */
    public List<ReadReceipt> readReceipts() {
        return messages.receipts();
    }

    /** Forgets what was sent and read; numbers and behaviour stay. */
    public void forget() {
        messages.forget();
    }

    /** A customer's file, as it came to this number; answers its id, which a webhook carries. */
    public String addMedia(String phoneNumberId, String mimeType, byte[] bytes) {
        return media.add(phoneNumberId, mimeType, bytes);
    }

    /** Treats the file with this id so from now on. */
    public void behave(String mediaId, MediaBehaviour behaviour) {
        media.behave(mediaId, behaviour);
    }

    /** Forgets a file, as Meta does after 7 days with one of a customer, after 30 with one that was uploaded. */
    public void expireMedia(String mediaId) {
        media.expire(mediaId);
    }

    /** Answers the next upload with this error; several wait in order. */
    public void refuseUpload(int httpStatus, int code, String message) {
        media.refuseNextUpload(GraphError.of(httpStatus, code, message));
    }

    /** What was uploaded, in order. */
    public List<StoredMedia> uploads() {
        return media.uploads();
    }

    /** The ids of the files whose bytes were asked for with a good token, in order. */
    public List<String> mediaDownloads() {
        return media.downloads();
    }

    /** Calls this for each accepted message, before the answer goes out. */
    public void whenSent(Consumer<SentMessage> listener) {
        listeners.whenSent(listener);
    }

    /** Calls this for each message that the business marks as read, before the answer goes out. */
    public void whenRead(Consumer<ReadReceipt> listener) {
        listeners.whenRead(listener);
    }

    /** Calls this for each send that is treated otherwise than usual, before the answer goes out. */
    public void whenDisturbed(BiConsumer<SendRequest, GraphBehaviour> listener) {
        listeners.whenDisturbed(listener);
    }

    /** Calls this after each status webhook that was answered. */
    public void whenStatus(Consumer<PostedStatus> listener) {
        listeners.whenStatus(listener);
    }

    /** Treats every send that fits so, until {@link #behaveNormally()}; of several that fit, the first set wins. */
    public void behave(Predicate<SendRequest> when, GraphBehaviour what) {
        behaviours.always(when, what);
    }

    /** Treats the next send that fits so, and those after it as usual. */
    public void behaveOnce(Predicate<SendRequest> when, GraphBehaviour what) {
        behaviours.times(1, when, what);
    }

    /** Treats the next so many sends that fit so. */
    public void behaveTimes(int times, Predicate<SendRequest> when, GraphBehaviour what) {
        behaviours.times(times, when, what);
    }

    /** Forgets every exception. */
    public void behaveNormally() {
        behaviours.clear();
    }

    /** From now on posts the statuses of each accepted message; off at first. */
    public void sendStatusesTo(WebhookSender sender, StatusPlan plan) {
        statuses.configure(sender, plan);
    }

    /** Posts one status by hand, to the sender of {@link #sendStatusesTo}. */
    public WebhookAnswer postStatus(SentMessage sent, String status) {
        return statuses.post(sent, status);
    }

    /** The verified callback override of a business account or number. */
    public Optional<String> callbackOverride(String objectId) {
        return overrides.of(objectId);
    }

    /** Whether the app gets the webhooks of this business account. */
    public boolean isSubscribed(String wabaId) {
        return overrides.isSubscribed(wabaId);
    }

    @Override
    public void close() {
        server.close();
        statuses.close();
        overrides.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange).give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private SimulatedAnswer answer(HttpExchange exchange) throws IOException {
        try {
            GraphRequest call = GraphRequest.read(exchange);
            Optional<StoredMedia> file = call.method().equals("GET") ? media.find(call.objectId()) : Optional.empty();
            String object = file.map(StoredMedia::phoneNumberId).orElse(call.objectId());
            return numbers.refusal(object, call.token())
                    .map(GraphError::answer)
                    .orElseGet(() -> file.isPresent() ? give(file.get(), call) : route(call));
        } catch (JacksonException e) {
            return GraphError.invalidParameter("The body is no JSON").answer();
        }
    }

    private SimulatedAnswer give(StoredMedia file, GraphRequest call) {
        return call.version().equals(SimulatedMedia.FILES)
                ? media.bytes(file.id(), call.edge())
                : media.describe(file, baseUrl());
    }

    private SimulatedAnswer route(GraphRequest call) {
        return switch (call.method() + " " + call.edge()) {
            case "POST messages" -> messages.answer(call);
            case "POST media" ->
                call.form()
                        .map(form -> media.upload(call.objectId(), form))
                        .orElseGet(() -> GraphError.invalidParameter("multipart/form-data")
                                .answer());
            case "POST thread_control" -> threadControls.answer(call.body());
            case "GET phone_numbers" -> objects.numbersOf(call.objectId());
            case "GET " -> objects.number(call.objectId());
            case "POST subscribed_apps" -> overrides.subscribe(call.objectId(), call.body());
            case "POST " -> overrides.set(call.objectId(), call.body().path("webhook_configuration"));
            default -> GraphError.noSuchObject(call.objectId()).answer();
        };
    }
}
