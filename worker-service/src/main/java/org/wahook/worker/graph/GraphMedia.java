package org.wahook.worker.graph;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.ByteString;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.graph.GraphErrorKind;
import org.wahook.worker.graph.MediaDownload.Cause;
import org.wahook.worker.graph.SendResult.Limit;
import org.wahook.worker.http.LazyHttpCalls;
import org.wahook.worker.outcome.RetryAfter;
import tools.jackson.databind.JsonNode;

/**
 * Media by the Graph API: id, URL, bytes; and uploads. The client's token goes to Meta's hosts and to no other, and never
 * along a redirect.
 */
public final class GraphMedia implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 64;
    private static final long LARGEST_ANSWER = 64L * 1024;
    private static final int SEGMENT = 64 * 1024;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Pattern MIME = Pattern.compile("[\\w.+-]{1,100}/[\\w.+-]{1,100}");

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /** Meta's codes: a file that it could not fetch or has no more; a parameter; its subcode for an id that is unknown. */
    private static final int NO_DOWNLOAD = 131052;

    private static final int INVALID = 100;
    private static final int NO_SUCH_OBJECT = 33;

    private final LazyHttpCalls http;
    private final TokenHosts hosts;
    private final HttpUrl versioned;
    private final Clock clock;

    /** @param version such as {@code v26.0} */
    public GraphMedia(String baseUrl, String version, Clock clock) {
        HttpUrl base = HttpUrl.get(baseUrl);
        this.hosts = new TokenHosts(base);
        this.versioned = base.newBuilder().addPathSegment(version).build();
        this.clock = clock;
        this.http = new LazyHttpCalls(
                () -> new OkHttpClient.Builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .build(),
                MOST_CONNECTIONS);
    }

    /** Says how much of a file may be read, before any of it is. */
    @FunctionalInterface
    public interface Allowance {
        /** @param announced bytes, as Meta says; 0 where it says nothing */
        Granted grant(long announced);
    }

    /** What an {@link Allowance} says. */
    public sealed interface Granted {
        /** So many bytes, whatever was announced. */
        record Bytes(long most) implements Granted {}

        record Nothing(MediaDownload.Failed why) implements Granted {}
    }

    /** What Meta says of an id. */
    private sealed interface Description {
        record Found(HttpUrl url, String mimeType, long bytes) implements Description {}

        record Missing(MediaDownload.Failed why) implements Description {}
    }

    /** Fetches a file. The URL of an id is good for five minutes: where it is no more, another one is asked for, once. */
    public MediaDownload download(
            String phoneNumberId, Secret token, String mediaId, Duration timeout, Allowance allowance) {
        if (!ID.matcher(mediaId).matches() || isNoHeader(token)) {
            return MediaDownload.failed(Cause.REFUSED, "the media id or the access token can't be sent");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            MediaDownload first = attempt(phoneNumberId, token, mediaId, deadline, allowance);
            return first instanceof MediaDownload.Failed(Cause cause, String error) && cause == Cause.URL_EXPIRED
                    ? attempt(phoneNumberId, token, mediaId, deadline, allowance)
                    : first;
        } catch (IOException e) {
            return MediaDownload.failed(
                    Cause.UNAVAILABLE, "the call failed: " + e.getClass().getSimpleName());
        }
    }

    private MediaDownload attempt(
            String phoneNumberId, Secret token, String mediaId, long deadline, Allowance allowance) throws IOException {
        HttpUrl url = versioned
                .newBuilder()
                .addPathSegment(mediaId)
                .addQueryParameter("phone_number_id", phoneNumberId)
                .build();
        return switch (http.ask(get(url, token), left(deadline), response -> described(response, token))) {
            case Description.Missing(MediaDownload.Failed why) -> why;
            case Description.Found found ->
                switch (allowance.grant(found.bytes())) {
                    case Granted.Nothing(MediaDownload.Failed why) -> why;
                    case Granted.Bytes(long most) ->
                        http.ask(get(found.url(), token), left(deadline), response -> read(response, found, most));
                };
        };
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private Description described(Response response, Secret token) throws IOException {
        JsonNode body = Json.parse(response.peekBody(LARGEST_ANSWER).string()).orElseGet(Json::object);
        if (!response.isSuccessful()) {
            return new Description.Missing(missing(response.code(), body.path("error"), token));
        }
        HttpUrl url = HttpUrl.parse(body.path("url").asString(""));
        return url != null && hosts.allow(url)
                ? new Description.Found(
                        url,
                        body.path("mime_type").asString(""),
                        body.path("file_size").asLong(0))
                : new Description.Missing(new MediaDownload.Failed(
                        Cause.REFUSED, "Meta names a URL of a host that the token must not go to"));
    }

    private static MediaDownload.Failed missing(int status, JsonNode error, Secret token) {
        int code = error.path("code").asInt(-1);
        String message = Redaction.quote(error.path("message").asString(""), token, "");
        String text = "HTTP %d, code %d: %s".formatted(status, code, Redaction.line(Redaction.quoted(message)));
        boolean gone = status == 404
                || code == NO_DOWNLOAD
                || (code == INVALID && error.path("error_subcode").asInt(0) == NO_SUCH_OBJECT);
        boolean later = switch (GraphErrorKind.of(
                status, code, error.path("is_transient").asBoolean(false))) {
            case RATE_LIMIT, PAIR_LIMIT, MAINTENANCE, UNKNOWN_OUTCOME -> true;
            case ACCOUNT_BLOCKED, ACCOUNT_LIMITED, THREAD_OWNED, REFUSED -> false;
        };
        return new MediaDownload.Failed(gone ? Cause.EXPIRED : later ? Cause.UNAVAILABLE : Cause.REFUSED, text);
    }

    private static MediaDownload read(Response response, Description.Found found, long most) throws IOException {
        if (response.isRedirect()) {
            return MediaDownload.failed(Cause.REFUSED, "the file's URL redirects, and the token goes nowhere else");
        }
        if (!response.isSuccessful()) {
            Cause cause = response.code() == 404
                    ? Cause.URL_EXPIRED
                    : response.code() == TOO_MANY_REQUESTS || response.code() >= SERVER_ERROR
                            ? Cause.UNAVAILABLE
                            : Cause.REFUSED;
            return MediaDownload.failed(cause, "HTTP " + response.code() + " from the file's URL");
        }
        Buffer bytes = new Buffer();
        while (response.body().source().read(bytes, SEGMENT) >= 0) {
            if (bytes.size() > most) {
                return MediaDownload.failed(Cause.TOO_LARGE, "more than " + most + " bytes came");
            }
        }
        return new MediaDownload.Bytes(bytes.readByteArray(), found.mimeType());
    }

    private static Request get(HttpUrl url, Secret token) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer " + token.reveal())
                .header("Accept-Encoding", "identity")
                .build();
    }

    /** Uploads a file for messages of this number. Repeating it does no harm: it makes another id. */
    public MediaUpload upload(
            String phoneNumberId, Secret token, ByteString bytes, String mimeType, String fileName, Duration timeout) {
        if (isNoHeader(token)) {
            return failed(
                    new SendResult.AccountBlocked("the access token has a character that no HTTP header may have"));
        }
        if (!MIME.matcher(mimeType).matches()) {
            return failed(new SendResult.Refused("the file has no type that Meta takes"));
        }
        Request request = new Request.Builder()
                .url(versioned
                        .newBuilder()
                        .addPathSegment(phoneNumberId)
                        .addPathSegment("media")
                        .build())
                .header("Authorization", "Bearer " + token.reveal())
                .post(new MultipartBody.Builder()
                        .setType(MultipartBody.FORM)
                        .addFormDataPart("messaging_product", "whatsapp")
                        .addFormDataPart("type", mimeType)
                        .addFormDataPart("file", fileName, RequestBody.create(bytes, MediaType.get(mimeType)))
                        .build())
                .build();
        try {
            return http.ask(request, timeout, response -> uploaded(response, token));
        } catch (IOException e) {
            return failed(new SendResult.NotNow(
                    Limit.UNAVAILABLE, "the upload failed: " + e.getClass().getSimpleName(), Optional.empty()));
        }
    }

    private MediaUpload uploaded(Response response, Secret token) throws IOException {
        String body = response.peekBody(LARGEST_ANSWER).string();
        JsonNode json = Json.parse(Redaction.quote(body, token, "")).orElseGet(Json::object);
        String id = json.path("id").asString("");
        if (response.isSuccessful() && ID.matcher(id).matches()) {
            return new MediaUpload.Uploaded(id);
        }
        Optional<Duration> retryAfter = RetryAfter.of(response.header("Retry-After"), clock);
        if (json.path("error").isObject()) {
            return failed(GraphErrors.classify(response.code(), json.path("error"), retryAfter));
        }
        return response.code() == TOO_MANY_REQUESTS || response.code() >= SERVER_ERROR || response.isSuccessful()
                ? failed(new SendResult.NotNow(
                        Limit.UNAVAILABLE, "HTTP " + response.code() + " for an upload", retryAfter))
                : failed(new SendResult.Refused("HTTP " + response.code() + " for an upload"));
    }

    private static MediaUpload failed(SendResult why) {
        return new MediaUpload.Failed(
                why instanceof SendResult.Unknown(String error)
                        ? new SendResult.NotNow(Limit.UNAVAILABLE, error, Optional.empty())
                        : why);
    }

    private static boolean isNoHeader(Secret token) {
        return token.isEmpty() || !token.reveal().chars().allMatch(c -> c > ' ' && c < 127);
    }

    @Override
    public void close() {
        http.close();
    }
}
