package org.wahook.testbed.meta;

import java.net.http.HttpHeaders;

/** What came back for a webhook. */
public record WebhookAnswer(int status, String body, HttpHeaders headers) {
    /** Meta counts 200 and nothing else as delivered. */
    public boolean delivered() {
        return status == 200;
    }
}
