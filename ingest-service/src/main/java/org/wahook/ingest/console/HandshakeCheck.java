package org.wahook.ingest.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;

/** Shakes hands with a webhook as Meta will: from outside, by its URL, with a verify token. */
final class HandshakeCheck {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 10_000;

    private final SecureRandom random = new SecureRandom();

    /** What came of it, for a person. */
    record Result(boolean good, String text) {}

    /** @param webhookUrl of an integration, which was checked when it was stored */
    Result shake(String webhookUrl, String verifyToken) {
        String challenge = Integer.toString(random.nextInt(100_000_000, 1_000_000_000));
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(uri(webhookUrl, verifyToken, challenge))
                    .timeout(LIMIT)
                    .build();
            return judge(http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES)), challenge);
        } catch (IOException | IllegalArgumentException e) {
            return new Result(
                    false,
                    "No answer from the callback URL: %s. Look at DNS, the certificate and the proxy in front."
                            .formatted(e.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(false, "The test was interrupted: try it again.");
        }
    }

    private static Result judge(HttpResponse<String> answer, String challenge) {
        if (answer.statusCode() == 200 && answer.body().equals(challenge)) {
            return new Result(true, "The handshake works: the callback URL gave the challenge back.");
        }
        return switch (answer.statusCode()) {
            case 200 ->
                new Result(false, "Something else answers at the callback URL: 200, but without the challenge.");
            case 403 ->
                new Result(
                        false, "403: no active integration has this verify token. Compare it character by character.");
            default ->
                new Result(
                        false,
                        "The callback URL answers %d: the path must be /webhook of the public listener."
                                .formatted(answer.statusCode()));
        };
    }

    private static URI uri(String webhookUrl, String verifyToken, String challenge) {
        return URI.create("%s%shub.mode=subscribe&hub.verify_token=%s&hub.challenge=%s"
                .formatted(
                        webhookUrl,
                        webhookUrl.contains("?") ? "&" : "?",
                        URLEncoder.encode(verifyToken, StandardCharsets.UTF_8),
                        challenge));
    }
}
