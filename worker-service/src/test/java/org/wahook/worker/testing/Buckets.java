package org.wahook.worker.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.config.Secret;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.testbed.s3.TestS3;

/** Settings for the bucket of the test server. */
public final class Buckets {

    /** Longer than any machine needs for a call that is answered. */
    public static final Duration PATIENT = Duration.ofSeconds(15);

    private Buckets() {}

    public static MediaStoreConfig of(TestS3 server, Duration timeout) {
        return of(server, TestS3.BUCKET, TestS3.ACCESS_KEY_ID, TestS3.SECRET_ACCESS_KEY, timeout);
    }

    public static MediaStoreConfig of(
            TestS3 server, String bucket, String accessKeyId, String secret, Duration timeout) {
        return new MediaStoreConfig(
                URI.create(server.url()),
                bucket,
                "us-east-1",
                accessKeyId,
                new Secret(secret),
                true,
                URI.create(server.url()),
                Optional.empty(),
                timeout);
    }
}
