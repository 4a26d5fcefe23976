package org.wahook.admin.bot;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.bot.AnswerTooLargeException;
import org.wahook.shared.bot.BotRequest;
import org.wahook.shared.bot.BotResponse;

/** Calls bots. The HTTP client is created at its first use, so that the start does not wait for it. */
public final class BotHttp implements AutoCloseable {

    /** As a worker takes them. */
    private static final long LARGEST_ANSWER = 1024L * 1024;

    private static final long LARGEST_STREAM = 8 * LARGEST_ANSWER;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final OutgoingAllowed allowed;
    private Optional<OkHttpClient> http = Optional.empty();

    /** @param allowed private addresses that clients' own response APIs may have, and authorities of all of them */
    public BotHttp(OutgoingAllowed allowed) {
        this.allowed = allowed;
    }

    /** @param operators whether the operator named the host, and not the client */
    BotResponse post(BotRequest request, Duration timeout, boolean operators) throws IOException {
        OutgoingAddresses addresses = operators ? OutgoingAddresses.ofOperator() : OutgoingAddresses.ofClients(allowed);
        OkHttpClient checked = client().newBuilder()
                .callTimeout(timeout)
                .dns(addresses::resolve)
                .socketFactory(addresses.sockets())
                .proxy(Proxy.NO_PROXY)
                .build();
        try (Response response = checked.newCall(of(request)).execute()) {
            return read(response);
        }
    }

    private static Request of(BotRequest request) throws IOException {
        try {
            Request.Builder call = new Request.Builder().url(request.url());
            request.headers().forEach(header -> call.header(header.name(), header.value()));
            return call.post(RequestBody.create(request.body(), MediaType.get(request.contentType())))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UnsendableRequestException(e);
        }
    }

    private static BotResponse read(Response response) throws IOException {
        String type = contentType(response).toLowerCase(Locale.ROOT);
        long largest = type.startsWith("text/event-stream") ? LARGEST_STREAM : LARGEST_ANSWER;
        Buffer bytes = new Buffer();
        while (bytes.size() <= largest) {
            if (response.body().source().read(bytes, largest + 1 - bytes.size()) < 0) {
                return new BotResponse(response.code(), type, bytes.readByteArray(), Optional.empty());
            }
        }
        throw new AnswerTooLargeException();
    }

    /** OkHttp would ask again by itself, and stumble over a number that is too large. Nobody else reads the header here. */
    private static Response neverAgain(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        return response.code() == 408 || response.code() == 503
                ? response.newBuilder().header("Retry-After", "1").build()
                : response;
    }

    private static String contentType(Response response) {
        String type = response.header("Content-Type");
        return type == null ? "" : type;
    }

    private synchronized OkHttpClient client() {
        OkHttpClient found = http.orElseGet(this::newClient);
        http = Optional.of(found);
        return found;
    }

    private OkHttpClient newClient() {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .addNetworkInterceptor(BotHttp::neverAgain);
        allowed.trust().tls().ifPresent(tls -> client.sslSocketFactory(tls.sockets(), tls.trust()));
        return client.build();
    }

    @Override
    public synchronized void close() {
        http.ifPresent(client -> {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        });
    }
}
