package org.wahook.admin.graph;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.graph.GraphErrorKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls themselves. */
final class GraphHttp {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Meta asks our webhook before it answers one of them. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final long LARGEST_ANSWER = 256L * 1024;
    private final HttpUrl base;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(CALL_TIMEOUT)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();

    GraphHttp(String baseUrl, String version) {
        this.base = HttpUrl.get(baseUrl).newBuilder().addPathSegment(version).build();
    }

    GraphAnswer get(List<String> path, Map<String, String> query, Secret token) {
        HttpUrl.Builder url = url(path);
        query.forEach(url::addQueryParameter);
        return call(new Request.Builder().url(url.build()).get(), token);
    }

    GraphAnswer post(List<String> path, ObjectNode body, Secret token) {
        RequestBody json =
                body.isEmpty() ? RequestBody.create(new byte[0]) : RequestBody.create(Json.bytes(body), JSON);
        return call(new Request.Builder().url(url(path).build()).post(json), token);
    }

    private HttpUrl.Builder url(List<String> path) {
        HttpUrl.Builder url = base.newBuilder();
        path.forEach(url::addPathSegment);
        return url;
    }

    private GraphAnswer call(Request.Builder request, Secret token) {
        Request asked =
                request.header("Authorization", "Bearer " + token.reveal()).build();
        try (Response response = http.newCall(asked).execute()) {
            String body = response.peekBody(LARGEST_ANSWER).string();
            return read(response.code(), Json.parse(Redaction.quote(body, token, "")));
        } catch (IOException e) {
            return new GraphAnswer.Unclear("no answer: " + e.getClass().getSimpleName());
        }
    }

    private static GraphAnswer read(int status, Optional<JsonNode> body) {
        Optional<JsonNode> error = body.map(it -> it.path("error")).filter(JsonNode::isObject);
        if (status >= 200 && status < 300 && body.isPresent() && error.isEmpty()) {
            return new GraphAnswer.Fine(body.get());
        }
        if (error.isEmpty()) {
            return new GraphAnswer.Unclear("HTTP " + status + " without a verdict");
        }
        int code = error.get().path("code").asInt(-1);
        String line = Redaction.line("HTTP %d, code %d: %s"
                .formatted(
                        status,
                        code,
                        Redaction.quoted(error.get().path("message").asString(""))));
        boolean isTransient = error.get().path("is_transient").asBoolean(false);
        return switch (GraphErrorKind.of(status, code, isTransient)) {
            // These describe Meta's own state and not the request.
            case RATE_LIMIT, PAIR_LIMIT, MAINTENANCE, UNKNOWN_OUTCOME -> new GraphAnswer.Unclear(line);
            case ACCOUNT_BLOCKED, ACCOUNT_LIMITED, THREAD_OWNED, REFUSED -> new GraphAnswer.Refused(code, line);
        };
    }

    void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }
}
