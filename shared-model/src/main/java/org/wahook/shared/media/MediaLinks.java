package org.wahook.shared.media;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs links to kept files. Whoever has one may read that file until it ends. Needs no connection. */
public final class MediaLinks implements AutoCloseable {

    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private final S3Presigner presigner;
    private final String bucket;
    private final Duration lifetime;
    private final Clock clock;

    public MediaLinks(MediaStoreConfig config, Clock clock) {
        this(config, LIFETIME, clock);
    }

    /** @param lifetime whole seconds */
    public MediaLinks(MediaStoreConfig config, Duration lifetime, Clock clock) {
        this.presigner = S3Presigner.builder()
                .endpointOverride(config.publicUrl())
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        config.accessKeyId(), config.secretAccessKey().reveal())))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        .build())
                .build();
        this.bucket = config.bucket();
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** @param url is a secret until it ends */
    public record Link(String url, Instant expiresAt) {}

    public Link to(String objectKey) {
        Instant expiresAt = clock.instant().plus(lifetime);
        String url = presigner
                .presignGetObject(request -> request.signatureDuration(lifetime)
                        .getObjectRequest(object -> object.bucket(bucket).key(objectKey)))
                .url()
                .toString();
        return new Link(url, expiresAt);
    }

    @Override
    public void close() {
        presigner.close();
    }
}
