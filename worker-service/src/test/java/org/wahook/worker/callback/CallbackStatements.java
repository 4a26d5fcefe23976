package org.wahook.worker.callback;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.secrets.Encryption;

/** The statements of who judges a callback, for the trace that compares them with the model's. */
public final class CallbackStatements {

    private final CallbackStore store;

    public CallbackStatements(Jdbi jdbi) {
        this.store = new CallbackStore(jdbi, Encryption.none());
    }

    /** A good one, or the same again; false where nothing comes of it. */
    public boolean take(byte[] hash) {
        CallbackStore.Offered offered = store.find(hash).orElseThrow();
        return offered.webhookId().isPresent()
                || (offered.waitedFor() && store.take(callback(hash), offered.conversationId()));
    }

    private static ReceivedCallback callback(byte[] hash) {
        return new ReceivedCallback(hash, "id", "", "", Instant.now(), "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** The job to publish, or a dash where it was published. */
    public String job(byte[] hash) {
        return store.job(hash).map(CallbackStore.Job::id).orElse("-");
    }

    public void woken(byte[] hash) {
        store.woken(hash);
    }
}
