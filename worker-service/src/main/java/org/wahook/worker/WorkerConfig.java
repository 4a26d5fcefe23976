package org.wahook.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.ManagementUrl;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.OutgoingTrust;
import org.wahook.platform.process.ServiceConfig;
import org.wahook.platform.tracing.TraceExport;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.media.Transcription;

/** All that worker-service is told. */
public record WorkerConfig(
        DatabaseUrl database,
        int databaseConnections,
        RabbitUrls rabbit,
        Optional<ManagementUrl> rabbitManagement,
        Topology topology,
        ResponseApi responseApi,
        Graph graph,
        Media media,
        Transcription.Defaults transcription,
        Optional<MediaStoreConfig> mediaStore,
        Limits limits,
        boolean typingIndicator,
        Duration humanPause,
        Optional<String> callbackBaseUrl,
        List<Secret> encryptionKeys,
        Management management,
        Duration shutdownGrace,
        String logFormat,
        String logLevel,
        int logSampling,
        Optional<TraceExport> traces)
        implements ServiceConfig {

    /**
     * The AI response API.
     *
     * @param outgoingAllowed private addresses that clients' own ones may have
     */
    public record ResponseApi(
            String baseUrl, String path, Duration timeout, String replyPointer, OutgoingAllowed outgoingAllowed) {}

    /** Meta's Graph API. */
    public record Graph(String baseUrl, String version, Duration timeout, Duration settleTime) {}

    /** Photos, voice notes and files. */
    public record Media(Duration timeout, long largest, long memory) {}

    /** How much at a time, and for how long. */
    public record Limits(int historyMessages, int concurrency, int clientConcurrency, Duration replyMaxAge) {}

    /** Where liveness, readiness and metrics are asked. */
    public record Management(String host, int port) {}

    public WorkerConfig {
        encryptionKeys = List.copyOf(encryptionKeys);
    }

    /** @throws org.wahook.platform.config.BadConfigurationException with every problem there is */
    public static WorkerConfig read(Environment environment) {
        var database = environment.read(CommonSettings.DATABASE_URL);
        var connections = environment.read(WorkerSettings.DATABASE_CONNECTIONS);
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        var rabbitManagement = environment.readOptional(CommonSettings.RABBITMQ_MANAGEMENT_URL);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        var responseUrl = environment.read(WorkerSettings.RESPONSE_API_BASE_URL);
        var responsePath = environment.read(WorkerSettings.RESPONSE_API_PATH);
        var responseTimeout = environment.read(WorkerSettings.RESPONSE_API_TIMEOUT);
        var replyPointer = environment.read(WorkerSettings.RESPONSE_API_REPLY_POINTER);
        var outgoingAllowed = environment.readOptional(CommonSettings.OUTGOING_ALLOWED);
        var outgoingCa = environment.readOptional(CommonSettings.OUTGOING_CA);
        var graphUrl = environment.read(CommonSettings.GRAPH_API_BASE_URL);
        var graphVersion = environment.read(CommonSettings.GRAPH_API_VERSION);
        var graphTimeout = environment.read(WorkerSettings.GRAPH_API_TIMEOUT);
        var settleTime = environment.read(WorkerSettings.SEND_SETTLE_TIME);
        var mediaTimeout = environment.read(WorkerSettings.MEDIA_TIMEOUT);
        var mediaLargest = environment.read(WorkerSettings.MEDIA_MAX_BYTES);
        var mediaMemory = environment.read(WorkerSettings.MEDIA_MEMORY_BYTES);
        var transcriptionUrl = environment.readOptional(WorkerSettings.TRANSCRIPTION_BASE_URL);
        var transcriptionKey = environment.readOptional(WorkerSettings.TRANSCRIPTION_API_KEY);
        var transcriptionModel = environment.read(WorkerSettings.TRANSCRIPTION_MODEL);
        var transcriptionTimeout = environment.read(WorkerSettings.TRANSCRIPTION_TIMEOUT);
        var mediaStore = MediaStoreConfig.read(environment);
        var history = environment.read(WorkerSettings.HISTORY_MESSAGES);
        var concurrency = environment.read(WorkerSettings.WORKER_CONCURRENCY);
        var clientConcurrency = environment.read(WorkerSettings.CLIENT_CONCURRENCY);
        var maxAge = environment.read(WorkerSettings.REPLY_MAX_AGE);
        var typing = environment.read(WorkerSettings.TYPING_INDICATOR);
        var humanPause = environment.read(WorkerSettings.HUMAN_PAUSE);
        var callbackBaseUrl = environment.readOptional(WorkerSettings.CALLBACK_BASE_URL);
        var keys = environment.readOptional(CommonSettings.ENCRYPTION_KEYS);
        var managementHost = environment.read(CommonSettings.MANAGEMENT_HOST);
        var managementPort = environment.read(WorkerSettings.MANAGEMENT_PORT);
        var grace = environment.read(CommonSettings.SHUTDOWN_GRACE);
        var logFormat = environment.read(CommonSettings.LOG_FORMAT);
        var logLevel = environment.read(CommonSettings.LOG_LEVEL);
        var logSampling = environment.read(CommonSettings.LOG_SAMPLING);
        var traces = TraceExport.read(environment);
        return environment.complete(() -> new WorkerConfig(
                database.get(),
                connections.get(),
                rabbit.get(),
                rabbitManagement.get(),
                new Topology(lanes.get(), ladder.get()),
                new ResponseApi(
                        responseUrl.get(),
                        responsePath.get(),
                        responseTimeout.get(),
                        replyPointer.get(),
                        outgoingAllowed
                                .get()
                                .orElse(OutgoingAllowed.NONE)
                                .trusting(outgoingCa.get().orElse(OutgoingTrust.USUAL))),
                new Graph(graphUrl.get(), graphVersion.get(), graphTimeout.get(), settleTime.get()),
                new Media(mediaTimeout.get(), mediaLargest.get(), mediaMemory.get()),
                new Transcription.Defaults(
                        transcriptionUrl.get(),
                        transcriptionKey.get().orElse(new Secret("")),
                        transcriptionModel.get(),
                        transcriptionTimeout.get()),
                mediaStore.get(),
                new Limits(history.get(), concurrency.get(), clientConcurrency.get(), maxAge.get()),
                typing.get(),
                humanPause.get(),
                callbackBaseUrl.get(),
                keys.get().orElse(List.of()),
                new Management(managementHost.get(), managementPort.get()),
                grace.get(),
                logFormat.get(),
                logLevel.get(),
                logSampling.get(),
                traces.get()));
    }
}
