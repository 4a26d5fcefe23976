package org.wahook.worker;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.Parsers;
import org.wahook.platform.config.Secret;
import org.wahook.platform.config.Setting;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.shared.media.MediaStoreSettings;
import tools.jackson.core.JsonPointer;

/** The environment variables of worker-service. */
final class WorkerSettings {

    static final Setting<String> RESPONSE_API_BASE_URL = Setting.required(
            "RESPONSE_API_BASE_URL",
            "an http or https URL, not of a link-local address",
            "the AI response API",
            WorkerSettings::responseApi);

    static final Setting<String> RESPONSE_API_PATH = Setting.withDefault(
            "RESPONSE_API_PATH",
            "/response",
            "a path that begins with a slash",
            "appended to the base URL",
            WorkerSettings::path);

    static final Setting<Duration> RESPONSE_API_TIMEOUT = Setting.withDefault(
            "RESPONSE_API_TIMEOUT", "60s", Durations.EXPECTS, "longest whole call", Durations::parsePositive);

    static final Setting<String> RESPONSE_API_REPLY_POINTER = Setting.withDefault(
            "RESPONSE_API_REPLY_POINTER",
            "/response",
            "a JSON Pointer such as /data/text",
            "where the reply text stands in a JSON answer",
            WorkerSettings::pointer);

    static final Setting<Duration> GRAPH_API_TIMEOUT = Setting.withDefault(
            "GRAPH_API_TIMEOUT",
            "15s",
            Durations.EXPECTS,
            "longest whole call of the Graph API",
            Durations::parsePositive);

    static final Setting<Duration> SEND_SETTLE_TIME = Setting.withDefault(
            "SEND_SETTLE_TIME",
            "10s",
            Durations.EXPECTS,
            "when Meta did not say whether it took a message: how long to wait for a status webhook before sending again",
            Durations::parsePositive);

    static final Setting<Integer> QUEUE_MEMBERS = Setting.optional(
            "QUEUE_MEMBERS",
            "a number from 1 to 9",
            "for the command declare: members that each queue must have; without it as many as RabbitMQ has nodes",
            Parsers.between(1, 9));

    static final Setting<Duration> QUEUE_MEMBERS_WAIT = Setting.withDefault(
            "QUEUE_MEMBERS_WAIT",
            "90s",
            Durations.EXPECTS,
            "for the command declare: how long to wait until they have them",
            Durations::parse);

    static final Setting<Integer> HISTORY_MESSAGES = Setting.withDefault(
            "HISTORY_MESSAGES",
            "20",
            "a number from 1 to 500",
            "newest messages of the conversation sent as history",
            Parsers.between(1, 500));

    static final Setting<Integer> WORKER_CONCURRENCY = Setting.withDefault(
            "WORKER_CONCURRENCY",
            "500",
            "a number from 1 to 20000",
            "conversation turns in flight in this replica",
            Parsers.between(1, 20_000));

    static final Setting<Integer> CLIENT_CONCURRENCY = Setting.withDefault(
            "CLIENT_CONCURRENCY",
            "50",
            "a number from 1 to 20000",
            "of which for any one chatbot",
            Parsers.between(1, 20_000));

    static final Setting<Integer> DATABASE_CONNECTIONS = Setting.withDefault(
            "DATABASE_CONNECTIONS",
            "20",
            "a number from 2 to 200",
            "most connections of this replica to PostgreSQL",
            Parsers.between(2, 200));

    static final Setting<Duration> REPLY_MAX_AGE = Setting.withDefault(
            "REPLY_MAX_AGE",
            "24h",
            Durations.EXPECTS,
            "an older unanswered message is not answered (Meta's customer-service window)",
            Durations::parsePositive);

    static final Setting<Duration> HUMAN_PAUSE = Setting.withDefault(
            "HUMAN_PAUSE",
            "30m",
            Durations.EXPECTS,
            "how long the bot is silent in a conversation after a person of the client has written there; 0s: not at all",
            Durations::parse);

    static final Setting<Duration> MEDIA_TIMEOUT = Setting.withDefault(
            "MEDIA_TIMEOUT",
            "20s",
            Durations.EXPECTS,
            "longest time to fetch a turn's photos, voice notes and files for the bot, and any one file that a bot names",
            Durations::parsePositive);

    static final Setting<Integer> MEDIA_MAX_BYTES = Setting.withDefault(
            "MEDIA_MAX_BYTES",
            "16777216",
            "a number from 1024 to 104857600",
            "largest photo, voice note or file that is fetched for a bot",
            Parsers.between(1024, 104_857_600));

    static final Setting<Integer> MEDIA_MEMORY_BYTES = Setting.withDefault(
            "MEDIA_MEMORY_BYTES",
            "134217728",
            "a number from 1048576 to 2147483647",
            "memory that media in flight may take in this replica; a file for a bot takes six times its size",
            Parsers.between(1_048_576, Integer.MAX_VALUE));

    static final Setting<String> TRANSCRIPTION_BASE_URL = Setting.optional(
            "TRANSCRIPTION_BASE_URL",
            "an http or https URL, not of a link-local address",
            "where voice notes are written down: an API in the shape of OpenAI's; /audio/transcriptions is appended",
            WorkerSettings::responseApi);

    static final Setting<Secret> TRANSCRIPTION_API_KEY =
            Setting.optional("TRANSCRIPTION_API_KEY", "a key", "its key", WorkerSettings::key);

    static final Setting<String> TRANSCRIPTION_MODEL = Setting.withDefault(
            "TRANSCRIPTION_MODEL", "whisper-1", "a name", "the model that it is asked for", Function.identity());

    static final Setting<Duration> TRANSCRIPTION_TIMEOUT = Setting.withDefault(
            "TRANSCRIPTION_TIMEOUT",
            "15s",
            Durations.EXPECTS,
            "longest time to write the voice notes of a turn down; then it goes on without their words",
            Durations::parsePositive);

    static final Setting<Boolean> TYPING_INDICATOR = Setting.withDefault(
            "TYPING_INDICATOR",
            "true",
            "true or false",
            "mark as read and show typing when the AI is asked, again every 20 s while it thinks",
            Parsers::truth);

    static final Setting<String> CALLBACK_BASE_URL = Setting.optional(
            "CALLBACK_BASE_URL",
            "an http or https URL",
            "where bots that answer later reach ingest-service from outside; without it the beginning of an account's"
                    + " webhookUrl that ends with /webhook",
            Parsers::httpUrl);

    static final Setting<Integer> MANAGEMENT_PORT = CommonSettings.managementPort(9090);

    private WorkerSettings() {}

    /** In the order of {@code --help}. */
    static List<Setting<?>> all() {
        return Stream.of(own(), MediaStoreSettings.all(), common())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Setting<?>> own() {
        return List.of(
                CommonSettings.DATABASE_URL,
                DATABASE_CONNECTIONS,
                CommonSettings.RABBITMQ_URL,
                CommonSettings.RABBITMQ_MANAGEMENT_URL,
                QUEUE_MEMBERS,
                QUEUE_MEMBERS_WAIT,
                CommonSettings.WEBHOOK_ADDRESS,
                RESPONSE_API_BASE_URL,
                RESPONSE_API_PATH,
                RESPONSE_API_TIMEOUT,
                RESPONSE_API_REPLY_POINTER,
                CommonSettings.OUTGOING_ALLOWED,
                CommonSettings.OUTGOING_CA,
                CommonSettings.GRAPH_API_BASE_URL,
                CommonSettings.GRAPH_API_VERSION,
                GRAPH_API_TIMEOUT,
                SEND_SETTLE_TIME,
                MEDIA_TIMEOUT,
                MEDIA_MAX_BYTES,
                MEDIA_MEMORY_BYTES,
                TRANSCRIPTION_BASE_URL,
                TRANSCRIPTION_API_KEY,
                TRANSCRIPTION_MODEL,
                TRANSCRIPTION_TIMEOUT,
                HISTORY_MESSAGES,
                WORKER_CONCURRENCY,
                CLIENT_CONCURRENCY,
                CommonSettings.RETRY_DELAYS,
                CommonSettings.REPLY_LANES,
                REPLY_MAX_AGE,
                TYPING_INDICATOR,
                HUMAN_PAUSE,
                CALLBACK_BASE_URL);
    }

    private static List<Setting<?>> common() {
        return List.of(
                CommonSettings.ENCRYPTION_KEYS,
                CommonSettings.MANAGEMENT_HOST,
                MANAGEMENT_PORT,
                CommonSettings.SHUTDOWN_GRACE,
                CommonSettings.LOG_FORMAT,
                CommonSettings.LOG_LEVEL,
                CommonSettings.LOG_SAMPLING,
                CommonSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
                CommonSettings.OTEL_EXPORTER_OTLP_HEADERS,
                CommonSettings.OTEL_TRACES_SAMPLER_ARG);
    }

    private static String responseApi(String text) {
        String url = Parsers.httpUrl(text);
        if (OutgoingAddresses.ofOperator().objection(URI.create(url).getHost()).isPresent()) {
            throw new IllegalArgumentException("expected an address that is not link-local");
        }
        return url;
    }

    /** It stands in a header. */
    private static Secret key(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("expected printable ASCII without spaces");
        }
        return new Secret(text);
    }

    private static String path(String text) {
        if (!text.startsWith("/") || text.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("expected a path");
        }
        return text;
    }

    /** Throws on what is no pointer. */
    private static String pointer(String text) {
        JsonPointer.compile(text);
        return text;
    }
}
