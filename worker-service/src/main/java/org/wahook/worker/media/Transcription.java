package org.wahook.worker.media;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.OutgoingTrust;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.TranscriptionSettings;
import org.wahook.worker.http.CheckedClient;
import org.wahook.worker.http.LazyHttpCalls;

/** Has voice notes written down by an endpoint in the shape of OpenAI's {@code /audio/transcriptions}. */
public final class Transcription implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Transcription.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 64;
    private static final long LARGEST_ANSWER = 1024L * 1024;
    private static final int SEGMENT = 8192;
    private static final int LONGEST_WORDS = 16_000;

    /** The same bytes will be refused again. Anything else may be mended: a key, a model, an address. */
    private static final Set<Integer> REFUSES_THE_FILE = Set.of(400, 413, 415, 422);

    /** Endpoints go by the ending of the file's name. */
    private static final Map<String, String> ENDINGS = Map.of(
            "audio/ogg", "ogg",
            "audio/mpeg", "mp3",
            "audio/mp4", "m4a",
            "audio/aac", "aac",
            "audio/amr", "amr");

    private final Defaults defaults;
    private final LazyHttpCalls operators;
    private final LazyHttpCalls clients;
    private final OutcomeCounters counters;
    private final Breakers breakers = new Breakers();

    /**
     * For clients without an endpoint of their own.
     *
     * @param baseUrl empty: there is none
     * @param key may be empty
     * @param timeout of all voice notes of a turn together, whoever's endpoint it is
     */
    public record Defaults(Optional<String> baseUrl, Secret key, String model, Duration timeout) {}

    /** @param allowed private addresses that clients' own endpoints may have, and authorities of all of them */
    public Transcription(Defaults defaults, OutgoingAllowed allowed, MeterRegistry meters) {
        this.defaults = defaults;
        this.counters = new OutcomeCounters(
                "wahook.transcriptions",
                "Voice notes that were to be written down, by outcome",
                List.of("words", "nothing", "no_answer"),
                meters);
        this.operators = calls(OutgoingAddresses.ofOperator(), allowed.trust());
        this.clients = calls(OutgoingAddresses.ofClients(allowed), allowed.trust());
    }

    private static LazyHttpCalls calls(OutgoingAddresses addresses, OutgoingTrust trust) {
        return new LazyHttpCalls(
                () -> CheckedClient.of(
                        CheckedClient.trusting(trust)
                                .newBuilder()
                                .connectTimeout(CONNECT_TIMEOUT)
                                .readTimeout(Duration.ZERO)
                                .writeTimeout(Duration.ZERO)
                                .build(),
                        addresses),
                MOST_CONNECTIONS);
    }

    /** What came of a voice note. */
    public sealed interface Heard {

        record Words(String words) implements Heard {}

        /** There is nothing to hear, or the endpoint does not take such a file: it need not be asked again. */
        record Nothing() implements Heard {}

        /** Nobody knows. */
        record NoAnswer() implements Heard {}
    }

    private record Endpoint(LazyHttpCalls http, String baseUrl, Secret key) {}

    private Optional<Endpoint> endpoint(Account account) {
        TranscriptionSettings own = account.settings().transcription();
        if (own.off()) {
            return Optional.empty();
        }
        return own.baseUrl()
                .map(url -> new Endpoint(clients, url, account.transcriptionKey()))
                .or(() -> defaults.baseUrl().map(url -> new Endpoint(operators, url, defaults.key())));
    }

    /** Whether voice notes of this client are written down. */
    public boolean isFor(Account account) {
        return endpoint(account).isPresent();
    }

    /** How long a turn may wait for words. */
    public Duration timeout() {
        return defaults.timeout();
    }

    /**
     * @param mimeType by the bytes
     * @param within what is left of the time
     */
    public Heard hear(Account account, byte[] voice, String mimeType, Duration within) {
        Heard heard = endpoint(account)
                .map(endpoint -> breakers.ask(
                        account.chatbotId(),
                        () -> ask(endpoint, account, voice, mimeType, within),
                        answer -> answer instanceof Heard.NoAnswer,
                        new Heard.NoAnswer()))
                .orElseGet(Heard.NoAnswer::new);
        counters.count(
                switch (heard) {
                    case Heard.Words words -> "words";
                    case Heard.Nothing() -> "nothing";
                    case Heard.NoAnswer() -> "no_answer";
                });
        return heard;
    }

    private Heard ask(Endpoint endpoint, Account account, byte[] voice, String mimeType, Duration within) {
        HttpUrl url = HttpUrl.parse(endpoint.baseUrl() + "/audio/transcriptions");
        if (url == null) {
            return noAnswer(account, "its base URL is no http or https URL");
        }
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("Accept", "application/json")
                .post(form(account, voice, mimeType));
        if (!endpoint.key().isEmpty()) {
            request.header("Authorization", "Bearer " + endpoint.key().reveal());
        }
        try {
            return endpoint.http().ask(request.build(), within, response -> read(account, response));
        } catch (InterruptedIOException e) {
            return noAnswer(account, "no answer in time");
        } catch (IOException e) {
            return noAnswer(account, "the call failed: " + e.getClass().getSimpleName());
        }
    }

    private MultipartBody form(Account account, byte[] voice, String mimeType) {
        TranscriptionSettings own = account.settings().transcription();
        MultipartBody.Builder form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("model", own.model().orElse(defaults.model()))
                .addFormDataPart("response_format", "json");
        own.language().ifPresent(language -> form.addFormDataPart("language", language));
        return form.addFormDataPart(
                        "file",
                        "voice." + ENDINGS.getOrDefault(mimeType, "bin"),
                        RequestBody.create(voice, MediaType.get(mimeType)))
                .build();
    }

    private static Heard read(Account account, Response response) throws IOException {
        if (!response.isSuccessful()) {
            boolean file = REFUSES_THE_FILE.contains(response.code());
            Heard noAnswer = noAnswer(account, "HTTP " + response.code());
            return file ? new Heard.Nothing() : noAnswer;
        }
        Buffer body = new Buffer();
        while (response.body().source().read(body, SEGMENT) >= 0) {
            if (body.size() > LARGEST_ANSWER) {
                return noAnswer(account, "the answer is too large");
            }
        }
        String text = body.readUtf8();
        String type = response.header("Content-Type", "");
        Optional<String> words = type != null && type.startsWith("text/plain")
                ? Optional.of(text)
                : Json.parse(text).flatMap(json -> json.path("text").asStringOpt());
        if (words.isEmpty()) {
            return noAnswer(account, "the answer has no text");
        }
        String line = clean(words.get());
        return line.isEmpty() ? new Heard.Nothing() : new Heard.Words(line);
    }

    /** Without what PostgreSQL would not keep. */
    private static String clean(String text) {
        String clean = text.replace("\0", "").strip();
        if (clean.length() <= LONGEST_WORDS) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(LONGEST_WORDS - 1)) ? LONGEST_WORDS - 1 : LONGEST_WORDS;
        return clean.substring(0, end) + "…";
    }

    private static Heard noAnswer(Account account, String why) {
        log.info("A voice note of {} is not written down: {}", account.chatbotId(), why);
        return new Heard.NoAnswer();
    }

    @Override
    public void close() {
        operators.close();
        clients.close();
    }
}
