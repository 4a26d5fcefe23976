package org.wahook.worker.graph;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.worker.graph.SendResult.Limit;
import org.wahook.worker.http.HttpCalls;
import org.wahook.worker.outcome.RetryAfter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Meta's Graph API over HTTP. Never repeats a send by itself: Meta has no idempotency key. */
public final class GraphApi implements AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TYPING_TIMEOUT = Duration.ofSeconds(2);
    private static final long LARGEST_ANSWER = 64L * 1024;

    private final HttpCalls http;
    private final HttpUrl base;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param version such as {@code v26.0}
     * @param timeout of a whole call
     * @param mostConnections idle connections worth keeping
     */
    public GraphApi(String baseUrl, String version, Duration timeout, int mostConnections, Clock clock) {
        this.base = HttpUrl.get(baseUrl).newBuilder().addPathSegment(version).build();
        this.timeout = timeout;
        this.clock = clock;
        OkHttpClient settings = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                // OkHttp would send again on another connection when one breaks: the customer would get two.
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(GraphApi::inTime)
                .addNetworkInterceptor(GraphApi::withoutInvitation)
                .eventListener(new DepartureListener())
                .build();
        this.http = new HttpCalls(settings, mostConnections);
    }

    /** The last moment before a request leaves. */
    private static Response inTime(Interceptor.Chain chain) throws IOException {
        Departure departure = chain.request().tag(Departure.class);
        if (departure != null && departure.deadline.isPast()) {
            throw new InterruptedIOException("this process was held up for too long");
        }
        return chain.proceed(chain.request());
    }

    /** OkHttp, too, would send again at once on a 503 with {@code Retry-After: 0}, whatever its settings. */
    private static Response withoutInvitation(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        boolean invited = response.headers("Retry-After").stream()
                .anyMatch(value -> value.strip().matches("0+"));
        return response.code() == 503 && invited
                ? response.newBuilder().removeHeader("Retry-After").build()
                : response;
    }

    /**
     * Sends one text message.
     *
     * @param previewUrl whether the first link is shown with a preview
     * @param callbackData comes back with every status of this message
     * @param deadline after this moment the request does not leave any more
     */
    public SendResult sendText(
            String phoneNumberId,
            Secret accessToken,
            Recipient recipient,
            String text,
            boolean previewUrl,
            String callbackData,
            SendDeadline deadline) {
        ObjectNode content = Json.object().put("type", "text");
        content.putObject("text").put("preview_url", previewUrl).put("body", text);
        return send(phoneNumberId, accessToken, recipient, content, callbackData, deadline);
    }

    /**
     * Sends one message of any type.
     *
     * @param content the type, the object of that type, and what it quotes
     * @param callbackData comes back with every status of this message
     * @param deadline after this moment the request does not leave any more
     */
    public SendResult send(
            String phoneNumberId,
            Secret accessToken,
            Recipient recipient,
            ObjectNode content,
            String callbackData,
            SendDeadline deadline) {
        ObjectNode body = Json.object();
        body.put("messaging_product", "whatsapp");
        body.put("recipient_type", recipient.type());
        recipient.writeTo(body);
        content.properties().forEach(one -> body.set(one.getKey(), one.getValue()));
        body.put("biz_opaque_callback_data", callbackData);
        Departure departure = new Departure(deadline);
        Optional<Request> request = post(phoneNumberId, accessToken, body, departure);
        if (request.isEmpty()) {
            return new SendResult.AccountBlocked("the access token has a character that no HTTP header may have");
        }
        try {
            return http.ask(request.get(), timeout, response -> read(response, accessToken, recipient));
        } catch (IOException e) {
            String what = e.getClass().getSimpleName();
            return departure.left
                    ? new SendResult.Unknown("no answer: " + what)
                    : new SendResult.NotNow(Limit.UNAVAILABLE, "no connection: " + what, Optional.empty());
        }
    }

    /** Whether a request has begun to leave this machine. Before that a failed call is safe to repeat. */
    private static final class Departure {
        private final SendDeadline deadline;
        private volatile boolean left;

        Departure(SendDeadline deadline) {
            this.deadline = deadline;
        }
    }

    private static final class DepartureListener extends EventListener {
        @Override
        public void requestHeadersStart(Call call) {
            Departure departure = call.request().tag(Departure.class);
            if (departure != null) {
                departure.left = true;
            }
        }
    }

    /** Marks a message as read and shows that a reply is being typed, for 25 s or until it comes. Its failure is no harm. */
    public void markReadAndType(String phoneNumberId, Secret accessToken, String messageId) {
        ObjectNode body = Json.object();
        body.put("messaging_product", "whatsapp");
        body.put("status", "read");
        body.put("message_id", messageId);
        body.putObject("typing_indicator").put("type", "text");
        Optional<Request> request =
                post(phoneNumberId, accessToken, body, new Departure(SendDeadline.within(TYPING_TIMEOUT)));
        if (request.isEmpty()) {
            return;
        }
        try {
            http.ask(request.get(), TYPING_TIMEOUT, Response::isSuccessful);
        } catch (IOException e) {
            // The reply itself is on its way, and its failure would be told.
        }
    }

    /** Empty where no header can carry the token, such as one with a line break in it. */
    private Optional<Request> post(String phoneNumberId, Secret accessToken, ObjectNode body, Departure departure) {
        if (!accessToken.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
            return Optional.empty();
        }
        HttpUrl url = base.newBuilder()
                .addPathSegment(phoneNumberId)
                .addPathSegment("messages")
                .build();
        return Optional.of(new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer " + accessToken.reveal())
                .tag(Departure.class, departure)
                .post(RequestBody.create(Json.bytes(body), JSON))
                .build());
    }

    private SendResult read(Response response, Secret accessToken, Recipient recipient) throws IOException {
        String body = response.peekBody(LARGEST_ANSWER).string();
        if (response.isSuccessful()) {
            String messageId = Json.parse(body)
                    .map(node -> node.path("messages").path(0).path("id").asString(""))
                    .orElse("");
            if (!messageId.isEmpty()) {
                return new SendResult.Accepted(messageId);
            }
        }
        Optional<Duration> retryAfter = RetryAfter.of(response.header("Retry-After"), clock);
        // What Meta says about the failure goes into logs and dead letters.
        Optional<JsonNode> error = Json.parse(Redaction.quote(body, accessToken, recipient.contactId()))
                .map(node -> node.path("error"))
                .filter(JsonNode::isObject);
        if (error.isPresent()) {
            return GraphErrors.classify(response.code(), error.get(), retryAfter);
        }
        if (response.isSuccessful()) {
            return new SendResult.Unknown("HTTP " + response.code() + " without a message id");
        }
        if (response.code() == 429) {
            return new SendResult.NotNow(Limit.RATE, "HTTP 429", retryAfter);
        }
        return response.code() >= 500
                ? new SendResult.Unknown("HTTP " + response.code() + " without a verdict")
                : new SendResult.Refused("HTTP " + response.code() + " without a reason");
    }

    @Override
    public void close() {
        http.close();
    }
}
