package org.wahook.platform.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.OutgoingTrust;

/** The settings that both services have. */
public final class CommonSettings {

    public static final Setting<DatabaseUrl> DATABASE_URL =
            Setting.required("DATABASE_URL", DatabaseUrl.EXPECTS, "PostgreSQL 15 or newer", DatabaseUrl::parse);

    public static final Setting<RabbitUrls> RABBITMQ_URL =
            Setting.required("RABBITMQ_URL", RabbitUrls.EXPECTS, "RabbitMQ 3.10 or newer", RabbitUrls::parse);

    public static final Setting<ManagementUrl> RABBITMQ_MANAGEMENT_URL = Setting.optional(
            "RABBITMQ_MANAGEMENT_URL",
            ManagementUrl.EXPECTS,
            "RabbitMQ's management API, with a user that has the tag monitoring: tells how many members the queues have",
            ManagementUrl::parse);

    public static final Setting<String> WEBHOOK_ADDRESS = Setting.optional(
            "WEBHOOK_ADDRESS",
            "an address",
            "where docker-compose.yml publishes the webhook; unless it is this machine alone, the secrets of .env.example"
                    + " are refused",
            t -> t);

    public static final Setting<String> MANAGEMENT_HOST = Setting.withDefault(
            "MANAGEMENT_HOST",
            "0.0.0.0",
            "an address of this machine",
            "where /livez, /readyz and /metrics listen",
            t -> t);

    public static final Setting<String> GRAPH_API_BASE_URL = Setting.withDefault(
            "GRAPH_API_BASE_URL",
            "https://graph.facebook.com",
            "an http or https URL",
            "Meta's Graph API",
            Parsers::httpUrl);

    public static final Setting<String> GRAPH_API_VERSION = Setting.withDefault(
            "GRAPH_API_VERSION",
            "v26.0",
            "a version such as v26.0",
            "version of the Graph API",
            CommonSettings::graphVersion);

    public static final Setting<OutgoingAllowed> OUTGOING_ALLOWED = Setting.optional(
            "OUTGOING_ALLOWED",
            OutgoingAllowed.EXPECTS,
            "private addresses that clients' own response APIs and media may have; link-local ones never",
            OutgoingAllowed::parse);

    public static final Setting<OutgoingTrust> OUTGOING_CA = Setting.optional(
            "OUTGOING_CA",
            OutgoingTrust.EXPECTS,
            "authorities of your own that response APIs, transcription and bots' files may have certificates of, besides the"
                    + " public ones; mostly as OUTGOING_CA_FILE",
            OutgoingTrust::parse);

    public static final Setting<List<Secret>> ENCRYPTION_KEYS = Setting.optional(
            "ENCRYPTION_KEYS",
            "Base64 keys of 32 bytes, comma-separated",
            "when set, access tokens and API keys are encrypted at rest: the first key writes, all read",
            Parsers::encryptionKeys);

    public static final Setting<Duration> SHUTDOWN_GRACE = Setting.withDefault(
            "SHUTDOWN_GRACE",
            "30s",
            Durations.EXPECTS,
            "longest time to finish work in hand on SIGTERM",
            Durations::parsePositive);

    public static final Setting<List<Duration>> RETRY_DELAYS = Setting.withDefault(
            "RETRY_DELAYS",
            "5s,30s,2m,10m,1h",
            "growing durations, comma-separated, such as 5s,30s,2m",
            "the ladder of waits between attempts; after the last step the job is dead-lettered",
            Durations::parseLadder);

    public static final Setting<Integer> REPLY_LANES = Setting.withDefault(
            "REPLY_LANES",
            "8",
            "a number from 1 to 64",
            "queues that reply jobs are spread over by chatbot; the same for all replicas",
            Parsers.between(1, 64));

    public static final Setting<String> LOG_FORMAT = Setting.withDefault(
            "LOG_FORMAT", "json", "json or text", "form of the log lines", Parsers.oneOf("json", "text"));

    public static final Setting<String> LOG_LEVEL = Setting.withDefault(
            "LOG_LEVEL",
            "info",
            "error, warn, info, debug or trace",
            "least level that is logged",
            Parsers.oneOf("error", "warn", "info", "debug", "trace"));

    public static final Setting<Integer> LOG_SAMPLING = Setting.withDefault(
            "LOG_SAMPLING",
            "1",
            "a number from 1 to 1000000",
            "of the lines that each webhook and each turn has at level info, one of so many is logged; warnings always",
            Parsers.between(1, 1_000_000));

    public static final Setting<String> OTEL_EXPORTER_OTLP_ENDPOINT = Setting.optional(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "an http or https URL such as http://collector:4318",
            "base URL of a collector that takes OTLP over HTTP; traces go to its /v1/traces, and without it nowhere",
            Parsers::httpUrl);

    public static final Setting<Map<String, Secret>> OTEL_EXPORTER_OTLP_HEADERS = Setting.optional(
            "OTEL_EXPORTER_OTLP_HEADERS",
            "name=value pairs, comma-separated",
            "HTTP headers for the collector, such as its key",
            Parsers::headers);

    public static final Setting<Double> OTEL_TRACES_SAMPLER_ARG = Setting.withDefault(
            "OTEL_TRACES_SAMPLER_ARG",
            "1",
            "a number from 0 to 1",
            "share of the webhooks that are traced; the worker follows what ingest decided",
            Parsers::share);

    private CommonSettings() {}

    public static Setting<Integer> managementPort(int defaultPort) {
        return Setting.withDefault(
                "MANAGEMENT_PORT", String.valueOf(defaultPort), "a port", "port of that listener", Parsers.port());
    }

    private static String graphVersion(String text) {
        if (!text.matches("v\\d{1,3}\\.\\d{1,2}")) {
            throw new IllegalArgumentException("expected a version such as v26.0");
        }
        return text;
    }
}
