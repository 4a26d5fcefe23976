package org.wahook.sandbox.run;

import org.wahook.testbed.FreePort;

/** Where things listen, all on 127.0.0.1: the well-known ports where they are free. */
record Ports(int webhook, int admin, int phone, int ingestManagement, int workerManagement) {

    private static final int WEBHOOK = 8080;
    private static final int ADMIN = 8081;
    private static final int PHONE = 8082;
    private static final int INGEST_MANAGEMENT = 9080;
    private static final int WORKER_MANAGEMENT = 9090;

    static Ports choose() {
        return new Ports(
                FreePort.preferring(WEBHOOK),
                FreePort.preferring(ADMIN),
                FreePort.preferring(PHONE),
                FreePort.preferring(INGEST_MANAGEMENT),
                FreePort.preferring(WORKER_MANAGEMENT));
    }

    String webhookUrl() {
        return "http://127.0.0.1:%d/webhook".formatted(webhook);
    }

    String adminUrl() {
        return "http://127.0.0.1:%d".formatted(admin);
    }
}
