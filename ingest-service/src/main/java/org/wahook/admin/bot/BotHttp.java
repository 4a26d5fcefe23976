package org.wahook.admin.bot;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
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

    private static final long LARGEST_ANSWER = 8L * 1024 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final OutgoingAllowed allowed;
    private Optional<OkHttpClient> http = Optional.empty();

    /** @param allowed private addresses that clients' own response APIs may have */
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
        Request.Builder call = new Request.Builder().url(request.url());
        request.headers().forEach(header -> call.header(header.name(), header.value()));
        call.post(RequestBody.create(request.body(), MediaType.get(request.contentType())));
        try (Response response = checked.newCall(call.build()).execute()) {
            return read(response);
        }
    }

    private static BotResponse read(Response response) throws IOException {
        Buffer bytes = new Buffer();
        while (bytes.size() <= LARGEST_ANSWER) {
            if (response.body().source().read(bytes, LARGEST_ANSWER + 1 - bytes.size()) < 0) {
                return new BotResponse(
                        response.code(),
                        contentType(response).toLowerCase(Locale.ROOT),
                        bytes.readByteArray(),
                        Optional.empty());
            }
        }
        throw new AnswerTooLargeException();
    }

    private static String contentType(Response response) {
        String type = response.header("Content-Type");
        return type == null ? "" : type;
    }

    private synchronized OkHttpClient client() {
        OkHttpClient found = http.orElseGet(() -> new OkHttpClient.Builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .build());
        http = Optional.of(found);
        return found;
    }

    @Override
    public synchronized void close() {
        http.ifPresent(client -> {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        });
    }
}
