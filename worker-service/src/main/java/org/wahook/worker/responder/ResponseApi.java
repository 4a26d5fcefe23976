package org.wahook.worker.responder;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.wahook.platform.json.Json;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.RefusedAddressException;
import org.wahook.worker.formatting.ReplyText;
import org.wahook.worker.http.CheckedClient;
import org.wahook.worker.http.HttpCalls;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.outcome.RetryAfter;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The response API over HTTP. Blocks its (virtual) thread for at most the configured time. */
public final class ResponseApi implements AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");

    /** Far more than Meta would let anyone send in one reply. */
    private static final long LARGEST_ANSWER = 1024L * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpCalls operators;
    private final HttpCalls clients;
    private final String baseUrl;
    private final String path;
    private final Duration timeout;
    private final JsonPointer replyPointer;
    private final Clock clock;

    /**
     * @param baseUrl for clients without one of their own
     * @param path appended to either
     * @param allowed private addresses that clients' own response APIs may have
     * @param mostConnections idle connections worth keeping: the turns in flight of one replica
     */
    public ResponseApi(
            String baseUrl,
            String path,
            Duration timeout,
            String replyPointer,
            OutgoingAllowed allowed,
            int mostConnections,
            Clock clock) {
        this.baseUrl = baseUrl;
        this.path = path;
        this.timeout = timeout;
        this.replyPointer = JsonPointer.compile(replyPointer);
        this.clock = clock;
        OkHttpClient settings = new OkHttpClient.Builder()
                .connectTimeout(min(timeout, CONNECT_TIMEOUT))
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        this.operators = new HttpCalls(CheckedClient.of(settings, OutgoingAddresses.ofOperator()), mostConnections);
        this.clients = new HttpCalls(CheckedClient.of(settings, OutgoingAddresses.ofClients(allowed)), mostConnections);
    }

    public Answer ask(Question question) {
        HttpUrl url = HttpUrl.parse(question.ownBaseUrl().orElse(baseUrl) + path);
        if (url == null) {
            return new Answer.Unusable(Reason.RESPONSE_API_ADDRESS_REFUSED, "its base URL is no http or https URL");
        }
        Request request = new Request.Builder()
                .url(url)
                .header("Idempotency-Key", question.idempotencyKey())
                .header("Accept", "application/json, text/plain")
                .post(RequestBody.create(question.toJson(), JSON))
                .build();
        try {
            HttpCalls http = question.ownBaseUrl().isPresent() ? clients : operators;
            return http.ask(request, timeout, response -> {
                AnswerLog.write(question, response);
                return read(response);
            });
        } catch (RefusedAddressException e) {
            return new Answer.Unusable(Reason.RESPONSE_API_ADDRESS_REFUSED, "it was not called: " + e.getMessage());
        } catch (ConnectException e) {
            return unavailable(Reason.RESPONSE_API_UNREACHABLE, "the connection was refused");
        } catch (InterruptedIOException e) {
            return unavailable(Reason.RESPONSE_API_TIMEOUT, "no answer in time");
        } catch (IOException e) {
            return unavailable(
                    Reason.RESPONSE_API_UNREACHABLE,
                    "the call failed: " + e.getClass().getSimpleName());
        }
    }

    private Answer read(Response response) throws IOException {
        int status = response.code();
        Optional<Duration> retryAfter = RetryAfter.of(response.header("Retry-After"), clock);
        if (status == 429) {
            return new Answer.Throttled("HTTP 429", retryAfter);
        }
        if (status == 408 || status == 425 || status >= 500) {
            return new Answer.Unavailable(Reason.RESPONSE_API_ERROR, "HTTP " + status, retryAfter);
        }
        if (status < 200 || status >= 300) {
            return new Answer.Unusable(Reason.RESPONSE_API_REJECTED, "HTTP " + status);
        }
        return reply(response.body());
    }

    private Answer reply(ResponseBody body) throws IOException {
        Buffer bytes = new Buffer();
        while (bytes.size() <= LARGEST_ANSWER) {
            if (body.source().read(bytes, LARGEST_ANSWER + 1 - bytes.size()) < 0) {
                return text(body, bytes.readByteArray());
            }
        }
        return new Answer.Unusable(Reason.RESPONSE_API_NO_REPLY, "the answer is larger than 1 MiB");
    }

    private Answer text(ResponseBody body, byte[] bytes) {
        MediaType type = body.contentType();
        if (type != null && type.type().equals("text") && type.subtype().equals("plain")) {
            return answer(new String(bytes, type.charset(StandardCharsets.UTF_8)));
        }
        Optional<JsonNode> json = Json.parse(bytes);
        if (json.isEmpty()) {
            return new Answer.Unusable(Reason.RESPONSE_API_NO_REPLY, "the answer is neither JSON nor text/plain");
        }
        JsonNode reply = json.get().at(replyPointer);
        return reply.isString()
                ? answer(reply.asString())
                : new Answer.Unusable(Reason.RESPONSE_API_NO_REPLY, "the answer has no text at " + replyPointer);
    }

    private static Answer answer(String text) {
        String reply = ReplyText.clean(text);
        return reply.isEmpty() ? new Answer.Silence() : new Answer.Reply(reply);
    }

    private static Answer unavailable(Reason reason, String error) {
        return new Answer.Unavailable(reason, error, Optional.empty());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public void close() {
        operators.close();
        clients.close();
    }
}
