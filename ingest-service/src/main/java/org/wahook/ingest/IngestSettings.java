package org.wahook.ingest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.wahook.admin.AllowedHosts;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.Parsers;
import org.wahook.platform.config.Secret;
import org.wahook.platform.config.Setting;
import org.wahook.shared.media.MediaStoreSettings;

/** The environment variables of ingest-service. */
final class IngestSettings {

    static final Setting<List<Secret>> FACEBOOK_APP_SECRET = Setting.required(
            "FACEBOOK_APP_SECRET",
            "one or more secrets, comma-separated",
            "secret of the Meta app that signs the webhooks; any of several may sign, for rotation; not read by the command admin",
            Parsers::secrets);

    static final Setting<Secret> WHATSAPP_VERIFY_TOKEN = Setting.optional(
            "WHATSAPP_VERIFY_TOKEN",
            "any text",
            "verify token of the handshake besides those of the accounts; works without PostgreSQL too",
            Secret::new);

    static final Setting<String> HOST = Setting.withDefault(
            "HOST", "0.0.0.0", "an address of this machine", "where /webhook listens, and nothing else", t -> t);

    static final Setting<Integer> PORT =
            Setting.withDefault("PORT", "8080", "a port", "port of that listener", Parsers.port());

    static final Setting<Secret> ADMIN_API_TOKEN = Setting.optional(
            "ADMIN_API_TOKEN",
            "32 characters or more",
            "bearer token of the admin API, which listens only when this is set; required by the command admin",
            IngestSettings::adminToken);

    static final Setting<String> ADMIN_HOST = Setting.withDefault(
            "ADMIN_HOST", "127.0.0.1", "an address of this machine", "where the admin API listens", t -> t);

    static final Setting<Integer> ADMIN_PORT =
            Setting.withDefault("ADMIN_PORT", "8081", "a port", "port of that listener", Parsers.port());

    static final Setting<AllowedHosts> ADMIN_ALLOWED_HOSTS = Setting.optional(
            "ADMIN_ALLOWED_HOSTS",
            "host names or addresses, comma-separated",
            "values of the header Host that admin API and console answer to; unless set, ADMIN_HOST and localhost,"
                    + " and any IP address where ADMIN_HOST is 0.0.0.0 or ::",
            AllowedHosts::parse);

    static final Setting<Integer> MAX_CONNECTIONS = Setting.withDefault(
            "MAX_CONNECTIONS",
            "10000",
            "a number from 16 to 1000000",
            "connections to the public listener at one time; when one more comes, the one that has waited longest"
                    + " without a request ends",
            Parsers.between(16, 1_000_000));

    static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS = Setting.withDefault(
            "MAX_CONNECTIONS_PER_ADDRESS",
            "6000",
            "a number from 16 to 1000000",
            "of which from one IPv4 address or IPv6 /64; a reverse proxy is one address: give it as many as MAX_CONNECTIONS",
            Parsers.between(16, 1_000_000));

    static final Setting<Integer> MAX_BODY_BYTES = Setting.withDefault(
            "MAX_BODY_BYTES",
            "4194304",
            "a number of bytes from 1 to 1073741824",
            "largest webhook that is taken; Meta sends up to 3 MB",
            Parsers.between(1, 1 << 30));

    static final Setting<Duration> PUBLISH_TIMEOUT = Setting.withDefault(
            "PUBLISH_TIMEOUT",
            "5s",
            Durations.EXPECTS,
            "longest wait for RabbitMQ's confirm, then the answer is 503",
            Durations::parsePositive);

    static final Setting<Integer> MANAGEMENT_PORT = CommonSettings.managementPort(9080);

    private static final int SHORTEST_ADMIN_TOKEN = 32;

    private IngestSettings() {}

    /** All of them, in the order of {@code --help}. */
    static List<Setting<?>> all() {
        return Stream.of(own(), MediaStoreSettings.all(), common())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Setting<?>> own() {
        return List.of(
                CommonSettings.DATABASE_URL,
                CommonSettings.RABBITMQ_URL,
                FACEBOOK_APP_SECRET,
                WHATSAPP_VERIFY_TOKEN,
                HOST,
                PORT,
                CommonSettings.WEBHOOK_ADDRESS,
                ADMIN_API_TOKEN,
                ADMIN_HOST,
                ADMIN_PORT,
                ADMIN_ALLOWED_HOSTS,
                MAX_CONNECTIONS,
                MAX_CONNECTIONS_PER_ADDRESS,
                MAX_BODY_BYTES,
                PUBLISH_TIMEOUT,
                CommonSettings.MANAGEMENT_HOST,
                MANAGEMENT_PORT,
                CommonSettings.GRAPH_API_BASE_URL,
                CommonSettings.GRAPH_API_VERSION,
                CommonSettings.OUTGOING_ALLOWED,
                CommonSettings.OUTGOING_CA);
    }

    private static List<Setting<?>> common() {
        return List.of(
                CommonSettings.ENCRYPTION_KEYS,
                CommonSettings.RETRY_DELAYS,
                CommonSettings.REPLY_LANES,
                CommonSettings.SHUTDOWN_GRACE,
                CommonSettings.LOG_FORMAT,
                CommonSettings.LOG_LEVEL,
                CommonSettings.LOG_SAMPLING,
                CommonSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
                CommonSettings.OTEL_EXPORTER_OTLP_HEADERS,
                CommonSettings.OTEL_TRACES_SAMPLER_ARG);
    }

    private static Secret adminToken(String text) {
        if (text.length() < SHORTEST_ADMIN_TOKEN) {
            throw new IllegalArgumentException("expected a longer token");
        }
        return new Secret(text);
    }
}
