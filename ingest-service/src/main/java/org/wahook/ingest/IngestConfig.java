package org.wahook.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.AllowedHosts;
import org.wahook.http.ListenAddress;
import org.wahook.http.ListenerLimits;
import org.wahook.ingest.webhook.WebhookRoutes;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.OutgoingTrust;
import org.wahook.platform.process.ServiceConfig;
import org.wahook.platform.tracing.TraceExport;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.shared.topology.Topology;

/**
 * The configuration of ingest-service.
 *
 * @param appSecrets any of them may sign; empty where admin API and console run alone
 * @param fallbackVerifyToken accepted in the handshake besides those of the accounts
 * @param admin nothing where the admin API stays off
 * @param outgoingAllowed private addresses that clients' own response APIs may have
 * @param maxConnections to the public listener
 * @param mediaStore nothing where customers' files are not kept
 * @param encryptionKeys empty where secrets are kept in clear
 * @param traces nothing where nothing is traced
 */
public record IngestConfig(
        DatabaseUrl database,
        RabbitUrls rabbit,
        List<Secret> appSecrets,
        Optional<Secret> fallbackVerifyToken,
        ListenAddress listen,
        Optional<Admin> admin,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration publishTimeout,
        ListenAddress management,
        Graph graph,
        OutgoingAllowed outgoingAllowed,
        Optional<MediaStoreConfig> mediaStore,
        List<Secret> encryptionKeys,
        Topology topology,
        Duration shutdownGrace,
        String logFormat,
        String logLevel,
        int logSampling,
        Optional<TraceExport> traces)
        implements ServiceConfig {

    /** The admin API's listener, the values of {@code Host} it answers to, and the token that its callers must show. */
    public record Admin(ListenAddress listen, AllowedHosts allowedHosts, Secret token) {}

    /** Meta's Graph API. */
    public record Graph(String baseUrl, String version) {}

    public IngestConfig {
        appSecrets = List.copyOf(appSecrets);
        encryptionKeys = List.copyOf(encryptionKeys);
    }

    /** What the clients of the public listener may take together. */
    ListenerLimits webhookLimits() {
        return WebhookRoutes.limits(maxConnections, maxConnectionsPerAddress, maxBodyBytes);
    }

    /** @throws org.wahook.platform.config.BadConfigurationException with every problem there is */
    public static IngestConfig read(Environment environment) {
        return read(environment, false);
    }

    /**
     * The same for admin API and console alone: they verify no signature, and need their token.
     *
     * @throws org.wahook.platform.config.BadConfigurationException with every problem there is
     */
    public static IngestConfig readForAdmin(Environment environment) {
        return read(environment, true);
    }

    private static IngestConfig read(Environment environment, boolean adminAlone) {
        var database = environment.read(CommonSettings.DATABASE_URL);
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        Environment.Value<List<Secret>> appSecrets =
                adminAlone ? List::of : environment.read(IngestSettings.FACEBOOK_APP_SECRET);
        var verifyToken = environment.readOptional(IngestSettings.WHATSAPP_VERIFY_TOKEN);
        var host = environment.read(IngestSettings.HOST);
        var port = environment.read(IngestSettings.PORT);
        var adminToken = adminAlone
                ? required(environment.read(IngestSettings.ADMIN_API_TOKEN))
                : environment.readOptional(IngestSettings.ADMIN_API_TOKEN);
        var adminHost = environment.read(IngestSettings.ADMIN_HOST);
        var adminPort = environment.read(IngestSettings.ADMIN_PORT);
        var adminHosts = environment.readOptional(IngestSettings.ADMIN_ALLOWED_HOSTS);
        var maxConnections = environment.read(IngestSettings.MAX_CONNECTIONS);
        var maxPerAddress = environment.read(IngestSettings.MAX_CONNECTIONS_PER_ADDRESS);
        var maxBodyBytes = environment.read(IngestSettings.MAX_BODY_BYTES);
        var publishTimeout = environment.read(IngestSettings.PUBLISH_TIMEOUT);
        var managementHost = environment.read(CommonSettings.MANAGEMENT_HOST);
        var managementPort = environment.read(IngestSettings.MANAGEMENT_PORT);
        var graphUrl = environment.read(CommonSettings.GRAPH_API_BASE_URL);
        var graphVersion = environment.read(CommonSettings.GRAPH_API_VERSION);
        var outgoingAllowed = environment.readOptional(CommonSettings.OUTGOING_ALLOWED);
        var mediaStore = MediaStoreConfig.read(environment);
        var outgoingCa = environment.readOptional(CommonSettings.OUTGOING_CA);
        var encryptionKeys = environment.readOptional(CommonSettings.ENCRYPTION_KEYS);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var shutdownGrace = environment.read(CommonSettings.SHUTDOWN_GRACE);
        var logFormat = environment.read(CommonSettings.LOG_FORMAT);
        var logLevel = environment.read(CommonSettings.LOG_LEVEL);
        var logSampling = environment.read(CommonSettings.LOG_SAMPLING);
        var traces = TraceExport.read(environment);
        return environment.complete(() -> new IngestConfig(
                database.get(),
                rabbit.get(),
                appSecrets.get(),
                verifyToken.get(),
                new ListenAddress(host.get(), port.get()),
                adminToken
                        .get()
                        .map(token -> new Admin(
                                new ListenAddress(adminHost.get(), adminPort.get()),
                                adminHosts.get().orElseGet(() -> AllowedHosts.of(adminHost.get())),
                                token)),
                maxBodyBytes.get(),
                maxConnections.get(),
                maxPerAddress.get(),
                publishTimeout.get(),
                new ListenAddress(managementHost.get(), managementPort.get()),
                new Graph(graphUrl.get(), graphVersion.get()),
                outgoingAllowed
                        .get()
                        .orElse(OutgoingAllowed.NONE)
                        .trusting(outgoingCa.get().orElse(OutgoingTrust.USUAL)),
                mediaStore.get(),
                encryptionKeys.get().orElse(List.of()),
                new Topology(lanes.get(), ladder.get()),
                shutdownGrace.get(),
                logFormat.get(),
                logLevel.get(),
                logSampling.get(),
                traces.get()));
    }

    private static <T> Environment.Value<Optional<T>> required(Environment.Value<T> value) {
        return () -> Optional.of(value.get());
    }
}
