package org.wahook.sandbox.run;

import java.util.HashMap;
import java.util.Map;

/** The services' environment variables; what is not set here is the caller's own or the default. */
final class ServiceEnvironment {

    private static final String LOCAL = "127.0.0.1";

    private final Map<String, String> both;

    /** @param authorityPem whose certificate the host of the bistro's photo has */
    ServiceEnvironment(String databaseUrl, String rabbitUrl, String graphUrl, String authorityPem) {
        both = Map.of(
                "DATABASE_URL", databaseUrl,
                "RABBITMQ_URL", rabbitUrl,
                "GRAPH_API_BASE_URL", graphUrl,
                "MANAGEMENT_HOST", LOCAL,
                "OUTGOING_ALLOWED", "localhost,127.0.0.0/8,::1",
                "OUTGOING_CA", authorityPem,
                "LOG_FORMAT", "text");
    }

    Map<String, String> ingest(Ports ports, Secrets secrets) {
        Map<String, String> variables = new HashMap<>(both);
        variables.put("HOST", LOCAL);
        variables.put("PORT", Integer.toString(ports.webhook()));
        variables.put("FACEBOOK_APP_SECRET", secrets.app());
        variables.put("WHATSAPP_VERIFY_TOKEN", secrets.fallbackVerifyToken());
        variables.put("ADMIN_API_TOKEN", secrets.adminToken());
        variables.put("ADMIN_HOST", LOCAL);
        variables.put("ADMIN_PORT", Integer.toString(ports.admin()));
        variables.put("MANAGEMENT_PORT", Integer.toString(ports.ingestManagement()));
        return variables;
    }

    Map<String, String> worker(Ports ports, String responseApiUrl, String transcriptionUrl) {
        Map<String, String> variables = new HashMap<>(both);
        variables.put("RESPONSE_API_BASE_URL", responseApiUrl);
        variables.put("TRANSCRIPTION_BASE_URL", transcriptionUrl);
        variables.put("RESPONSE_API_PATH", "/response");
        variables.put("RESPONSE_API_REPLY_POINTER", "/response");
        variables.put("MANAGEMENT_PORT", Integer.toString(ports.workerManagement()));
        return variables;
    }
}
