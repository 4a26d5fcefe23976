package org.wahook.admin.handshake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Tests a webhook's handshake as Meta will: by its URL, with a verify token. */
public final class HandshakeCheck {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final IntSupplier ownPort;
    private final Resolver resolver;
    private final Duration limit;

    /** What came of it, for a person. */
    public record Result(boolean good, String text) {}

    /** All addresses are checked before the first one is asked. */
    interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /** @param ownPort the webhook's in this very process: the one address that may be asked without TLS */
    public HandshakeCheck(IntSupplier ownPort) {
        this(ownPort, host -> List.of(InetAddress.getAllByName(host)), LIMIT);
    }

    HandshakeCheck(IntSupplier ownPort, Resolver resolver, Duration limit) {
        this.ownPort = ownPort;
        this.resolver = resolver;
        this.limit = limit;
    }

    /** @param webhookUrl of an integration: it comes from the database, and may be any URL */
    public Result test(String webhookUrl, String verifyToken) {
        HttpUrl url = HttpUrl.parse(webhookUrl);
        if (url == null) {
            return bad("The callback URL is none: change it to https://, a host, and /webhook.");
        }
        // Looking up a name has no time limit of its own.
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return thread.submit(() -> ask(url, verifyToken)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return silent(url);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the handshake could not be tested", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return bad("The test was interrupted: try it again.");
        } finally {
            thread.shutdownNow();
        }
    }

    private Result ask(HttpUrl url, String verifyToken) {
        try {
            List<InetAddress> addresses = resolver.resolve(url.host());
            Optional<String> objection = objection(url, addresses);
            return objection.isPresent() ? bad(objection.get()) : ask(url, addresses, verifyToken);
        } catch (UnknownHostException e) {
            return bad("DNS does not know %s: look for a typing error in the callback URL, or add the name to DNS."
                    .formatted(url.host()));
        } catch (SSLException e) {
            return bad(
                    ("The certificate of %s is not accepted: %s. Meta wants one of a public authority, for this name,"
                                    + " in date, and with all certificates in between.")
                            .formatted(url.host(), e.getClass().getSimpleName()));
        } catch (ConnectException e) {
            return bad("Nobody listens at %s, port %d: start the proxy in front, or open its port."
                    .formatted(url.host(), url.port()));
        } catch (InterruptedIOException e) {
            return silent(url);
        } catch (IOException e) {
            return bad("%s broke off before it answered (%s): look at the log of the proxy in front."
                    .formatted(url.host(), e.getClass().getSimpleName()));
        }
    }

    /** Why these addresses are not asked; empty where they may be. */
    private Optional<String> objection(HttpUrl url, List<InetAddress> addresses) {
        if (!url.isHttps()) {
            boolean ourselves =
                    url.port() == ownPort.getAsInt() && addresses.stream().allMatch(InetAddress::isLoopbackAddress);
            return ourselves
                    ? Optional.empty()
                    : Optional.of(
                            "The callback URL must begin with https://, since Meta asks no other: put TLS in front"
                                    + " of the service, and change the URL. (Only this service itself, on this machine, is"
                                    + " asked without TLS.)");
        }
        return addresses.stream()
                .filter(address -> !PublicAddress.is(address))
                .findFirst()
                .map(address ->
                        ("%s leads to %s, which is no address of the public internet: Meta can't reach it, and it"
                                        + " is not asked from here. Change the URL or DNS; where DNS says something else outside"
                                        + " your network, test it from there.")
                                .formatted(url.host(), address.getHostAddress()));
    }

    private Result ask(HttpUrl url, List<InetAddress> addresses, String verifyToken) throws IOException {
        String challenge = Integer.toString(random.nextInt(100_000_000, 1_000_000_000));
        HttpUrl asked = url.newBuilder()
                .addQueryParameter("hub.mode", "subscribe")
                .addQueryParameter("hub.verify_token", verifyToken)
                .addQueryParameter("hub.challenge", challenge)
                .build();
        OkHttpClient http = new OkHttpClient.Builder()
                .dns(host -> addresses)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(limit)
                .build();
        try (Response answer =
                http.newCall(new Request.Builder().url(asked).build()).execute()) {
            return judge(answer.code(), answer.peekBody(MOST_BYTES).string(), challenge);
        } finally {
            http.dispatcher().executorService().shutdownNow();
            http.connectionPool().evictAll();
        }
    }

    private static Result judge(int status, String body, String challenge) {
        if (status == 200 && body.equals(challenge)) {
            return new Result(true, "The handshake works: the callback URL gave the challenge back.");
        }
        return bad(
                switch (status) {
                    case 200 ->
                        "Something else answers at the callback URL: 200, but without the challenge. The path must be"
                                + " /webhook of the public listener.";
                    case 301, 302, 303, 307, 308 ->
                        "The callback URL answers with a redirect (%d), which Meta does not follow: change it to where the"
                                        .formatted(status)
                                + " redirect leads.";
                    case 403 -> "403: no active integration has this verify token. Compare it character by character.";
                    default ->
                        "The callback URL answers %d: the path must be /webhook of the public listener."
                                .formatted(status);
                });
    }

    private Result silent(HttpUrl url) {
        return bad(("%s did not answer in full within %d s. Look for a firewall that drops the request, and for a"
                        + " proxy in front that reaches no ingest-service.")
                .formatted(url.host(), limit.toSeconds()));
    }

    private static Result bad(String text) {
        return new Result(false, text);
    }
}
