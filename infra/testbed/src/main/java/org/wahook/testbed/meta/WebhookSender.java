package org.wahook.testbed.meta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Posts webhooks as Meta does: signed over the very bytes it sends. Safe for many threads at once. */
public final class WebhookSender implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ALGORITHM = "HmacSHA256";

    /** At a time; the others wait, so that an ingest that answers nothing costs connections and not all files. */
    private static final int MOST_POSTS = 2_000;

    private final URI url;
    private final SecretKeySpec secret;
    private final Semaphore places = new Semaphore(MOST_POSTS);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    /**
     * @param url the whole webhook URL, with its path
     * @param appSecret the Meta app's secret
     */
    public WebhookSender(String url, String appSecret) {
        this.url = URI.create(url);
        this.secret = new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The value of {@code X-Hub-Signature-256} for these bytes. */
    public String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Posts a signed webhook, once; resending is up to the caller.
     *
     * @throws UncheckedIOException when no answer came
     */
    public WebhookAnswer post(byte[] body) {
        return postSigned(body, sign(body));
    }

    /** Posts with this signature, right or wrong; null leaves the header out. */
    public WebhookAnswer postSigned(byte[] body, @Nullable String signature) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "facebookexternalua")
                .POST(BodyPublishers.ofByteArray(body));
        if (signature != null) {
            request.header("X-Hub-Signature-256", signature);
        }
        try {
            places.acquire();
            try {
                HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
                return new WebhookAnswer(response.statusCode(), response.body(), response.headers());
            } finally {
                places.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while posting to " + url, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
