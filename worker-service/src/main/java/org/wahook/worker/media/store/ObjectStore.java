package org.wahook.worker.media.store;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.wahook.shared.media.MediaStoreConfig;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * A bucket. Nothing but S3's oldest requests, so that every provider has them: put, get, delete, each of one object. Each call has
 * a bound on its time, and none copies the bytes.
 */
public final class ObjectStore implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int TRIES = 2;
    private static final String PROBE = "wahook-probe";
    private static final String KMS = "aws:kms";
    private static final String KMS_KEY = KMS + ":";

    private final MediaStoreConfig config;
    private final S3Client client;

    public ObjectStore(MediaStoreConfig config) {
        this.config = config;
        this.client = S3Client.builder()
                .endpointOverride(config.url())
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        config.accessKeyId(), config.secretAccessKey().reveal())))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(config.timeout()))
                // Others than Amazon know neither checksums in trailers nor bodies signed by the chunk.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        .chunkedEncodingEnabled(false)
                        .build())
                .overrideConfiguration(it -> it.apiCallTimeout(config.timeout())
                        .retryStrategy(strategy -> strategy.maxAttempts(TRIES))
                        // Our own settings alone: nothing from ~/.aws.
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    /** Puts it there, over what is there already. */
    void put(String key, byte[] bytes, ServedFile as, Duration within) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(key)
                .contentType(as.mimeType())
                .contentDisposition(as.disposition())
                .cacheControl("private, no-store")
                .overrideConfiguration(it -> it.apiCallTimeout(within));
        config.encryption().ifPresent(wanted -> encrypt(request, wanted));
        attempt(() -> client.putObject(
                request.build(),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, as.mimeType())));
    }

    private static void encrypt(PutObjectRequest.Builder request, String wanted) {
        request.serverSideEncryption(
                wanted.startsWith(KMS) ? ServerSideEncryption.AWS_KMS : ServerSideEncryption.AES256);
        if (wanted.startsWith(KMS_KEY)) {
            request.ssekmsKeyId(wanted.substring(KMS_KEY.length()));
        }
    }

    /** One that is not there is deleted already. */
    void delete(String key) {
        attempt(() -> client.deleteObject(it -> it.bucket(config.bucket()).key(key)));
    }

    /** Does once all that is done later, so that a wrong setting is known at the start. */
    void probe() {
        put(PROBE, new byte[] {'o', 'k'}, ServedFile.of(0, "text/plain"), config.timeout());
        delete(PROBE);
    }

    private void attempt(Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            throw new StoreFailedException(StoreFaults.words(e, config), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
