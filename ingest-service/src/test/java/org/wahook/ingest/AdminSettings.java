package org.wahook.ingest;

import java.util.Map;
import org.wahook.platform.config.Environment;

/** What an ingest-service with an admin listener is told, on ports that are free. */
public final class AdminSettings {

    public static final String TOKEN = "an-admin-token-of-more-than-32-characters";

    /** Nobody listens there. */
    public static final String NO_DATABASE = "postgresql://nobody:nothing@127.0.0.1:1/none";

    /** Nobody listens there: what needs no RabbitMQ must work without it. */
    private static final String NO_RABBITMQ = "amqp://guest:guest@127.0.0.1:1/%2F";

    private AdminSettings() {}

    public static Map<String, String> of(String databaseUrl) {
        return Map.of(
                "DATABASE_URL", databaseUrl,
                "RABBITMQ_URL", NO_RABBITMQ,
                "FACEBOOK_APP_SECRET", "an-app-secret",
                "ADMIN_API_TOKEN", TOKEN,
                "ADMIN_PORT", "0",
                "HOST", "127.0.0.1",
                "PORT", "0",
                "MANAGEMENT_HOST", "127.0.0.1",
                "MANAGEMENT_PORT", "0");
    }

    /** A service that was told no more than this. */
    public static IngestApp start(String databaseUrl) {
        return start(of(databaseUrl));
    }

    public static IngestApp start(Map<String, String> settings) {
        return IngestApp.start(IngestConfig.read(new Environment(settings)));
    }
}
