package org.wahook.worker.media;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.ByteString;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.RefusedAddressException;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import org.wahook.worker.http.CheckedClient;
import org.wahook.worker.http.LazyHttpCalls;

/**
 * Fetches a file from where a bot says. The bot's words may be a customer's, so the URL is a stranger's: https, a host of the
 * client's list, addresses that are checked when they are connected to, no redirect that was not checked in the same way,
 * bytes that are counted while they come, a type by the first of them. Nothing of ours goes along.
 */
final class UrlFetcher implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_REDIRECTS = 3;
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_NAME = 240;
    private static final int HTTPS = 443;
    private static final int SEGMENT = 64 * 1024;
    private static final long RESERVED_AT_A_TIME = 1024L * 1024;
    private static final long MIB = 1024L * 1024;

    private final LazyHttpCalls http;
    private final OutgoingAddresses addresses;
    private final MediaMemory memory;

    /** @param settings of the HTTP client, such as whose certificates it trusts */
    UrlFetcher(Supplier<OkHttpClient> settings, OutgoingAddresses addresses, MediaMemory memory) {
        this.addresses = addresses;
        this.memory = memory;
        this.http = new LazyHttpCalls(
                () -> CheckedClient.of(
                        settings.get()
                                .newBuilder()
                                .connectTimeout(CONNECT_TIMEOUT)
                                .readTimeout(Duration.ZERO)
                                .writeTimeout(Duration.ZERO)
                                .build(),
                        addresses),
                MOST_CONNECTIONS);
    }

    /** What a bot wants to be sent. */
    record Wanted(Kind kind, boolean voice, String url, Optional<String> fileName) {}

    /** What came of it. */
    sealed interface Fetched {

        /** @param fileName the last part of the URL's path where the bot gives none */
        record File(ByteString bytes, String mimeType, String fileName) implements Fetched {}

        /** @param why for logs: no part of the URL but what the client's own list has */
        record Refused(String why) implements Fetched {}
    }

    private sealed interface Hop {
        record Ended(Fetched fetched) implements Hop {}

        record Moved(HttpUrl to) implements Hop {}
    }

    /**
     * @param room grows with what comes; the caller gives it back
     * @param timeout of all of it
     */
    Fetched fetch(Wanted wanted, BotSettings settings, MediaMemory.Room room, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpUrl url = wanted.url().length() > LONGEST_URL ? null : HttpUrl.parse(wanted.url());
        if (url == null) {
            return new Fetched.Refused("it is no URL of at most " + LONGEST_URL + " characters");
        }
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            switch (hop(url, wanted, settings, room, deadline)) {
                case Hop.Ended(Fetched fetched) -> {
                    return fetched;
                }
                case Hop.Moved(HttpUrl to) -> url = to;
            }
        }
        return new Fetched.Refused("more than " + MOST_REDIRECTS + " redirects");
    }

    private Hop hop(HttpUrl url, Wanted wanted, BotSettings settings, MediaMemory.Room room, long deadline) {
        try {
            Optional<String> objection = objection(url, settings);
            if (objection.isPresent()) {
                return refused(objection.get());
            }
            Request request = new Request.Builder()
                    .url(url)
                    .header("Accept-Encoding", "identity")
                    .build();
            return http.ask(request, left(deadline), response -> read(response, wanted, room, deadline));
        } catch (RefusedAddressException e) {
            return refused(e.getMessage() == null ? "its address is refused" : e.getMessage());
        } catch (InterruptedIOException e) {
            return refused("it did not come in time");
        } catch (IOException e) {
            return refused("it can't be fetched: " + e.getClass().getSimpleName());
        }
    }

    private static Hop refused(String why) {
        return new Hop.Ended(new Fetched.Refused(why));
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    /** Another port only of hosts inside, which {@code OUTGOING_ALLOWED} has. */
    private Optional<String> objection(HttpUrl url, BotSettings settings) throws UnknownHostException {
        if (!url.isHttps()) {
            return Optional.of("it is not https");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            return Optional.of("it has a user name");
        }
        if (!settings.hasHost(url.host())) {
            return Optional.of("its host is not in bot.hosts");
        }
        return url.port() == HTTPS || addresses.isAllowedInside(url.host())
                ? Optional.empty()
                : Optional.of("its port is not 443");
    }

    private Hop read(Response response, Wanted wanted, MediaMemory.Room room, long deadline) throws IOException {
        if (response.isRedirect()) {
            String location = response.header("Location");
            HttpUrl to = location == null || location.length() > LONGEST_URL
                    ? null
                    : response.request().url().resolve(location);
            return to == null ? refused("it redirects to what is no URL") : new Hop.Moved(to);
        }
        if (!response.isSuccessful()) {
            return refused("HTTP " + response.code());
        }
        long most = Math.min(largest(wanted.kind()), memory.most());
        if (response.body().contentLength() > most) {
            return refused("it has more than %d bytes".formatted(most));
        }
        Buffer bytes = new Buffer();
        long reserved = 0;
        while (response.body().source().read(bytes, SEGMENT) >= 0) {
            if (bytes.size() > most) {
                return refused("it has more than %d bytes".formatted(most));
            }
            if (bytes.size() > reserved) {
                if (!room.grow(RESERVED_AT_A_TIME, left(deadline))) {
                    return refused("other media take all the memory that media may have");
                }
                reserved += RESERVED_AT_A_TIME;
            }
        }
        return new Hop.Ended(checked(response, wanted, bytes.readByteString()));
    }

    private static Fetched checked(Response response, Wanted wanted, ByteString bytes) {
        String name =
                wanted.fileName().orElseGet(() -> fileName(response.request().url()));
        byte[] beginning =
                bytes.substring(0, Math.min(bytes.size(), FileKind.ENOUGH)).toByteArray();
        String declared = response.header("Content-Type", "");
        return FileTypes.sendable(wanted.kind(), wanted.voice(), beginning, declared == null ? "" : declared, name)
                .<Fetched>map(mimeType -> new Fetched.File(bytes, mimeType, clean(name)))
                .orElseGet(() -> new Fetched.Refused("its bytes are nothing that Meta takes as "
                        + (wanted.voice() ? "a voice note" : wanted.kind().word())));
    }

    private static String fileName(HttpUrl url) {
        return url.pathSegments().getLast();
    }

    /** Without what controls a terminal or turns the direction of text, and short enough for a header. */
    static String clean(String name) {
        String visible = name.replaceAll("[\\p{Cntrl}\\p{Cf}\"\\\\/]", "").strip();
        StringBuilder clean = new StringBuilder();
        int length = 0;
        for (int codePoint : visible.codePoints().toArray()) {
            String one = Character.toString(codePoint);
            length += one.getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST_NAME) {
                break;
            }
            clean.append(one);
        }
        return clean.isEmpty() ? "file" : clean.toString();
    }

    /** As Meta takes them. */
    private static long largest(Kind kind) {
        return switch (kind) {
            case IMAGE -> 5 * MIB;
            case VIDEO, AUDIO -> 16 * MIB;
            case DOCUMENT -> 100 * MIB;
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
