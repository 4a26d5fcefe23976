package org.wahook.worker.media.store;

import java.util.Optional;
import org.wahook.shared.media.MediaStoreConfig;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says why the store failed, and which setting to look at. */
final class StoreFaults {

    private StoreFaults() {}

    static String words(SdkException e, MediaStoreConfig config) {
        return switch (e) {
            case S3Exception answer -> answered(answer, config);
            case ApiCallTimeoutException _ ->
                "no answer in time from %s: MEDIA_STORE_URL, MEDIA_STORE_TIMEOUT".formatted(config.url());
            default -> "%s can't be reached: MEDIA_STORE_URL (%s)".formatted(config.url(), innermost(e));
        };
    }

    private static String answered(S3Exception e, MediaStoreConfig config) {
        String code = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
        String words = switch (code) {
            case "InvalidAccessKeyId" ->
                "the server does not know the key %s: MEDIA_STORE_ACCESS_KEY_ID".formatted(config.accessKeyId());
            case "SignatureDoesNotMatch" ->
                "the secret is not that of the key %s: MEDIA_STORE_SECRET_ACCESS_KEY".formatted(config.accessKeyId());
            case "NoSuchBucket" -> "there is no bucket %s: MEDIA_STORE_BUCKET".formatted(config.bucket());
            case "AccessDenied" ->
                "the key %s may not do that in the bucket %s: MEDIA_STORE_ACCESS_KEY_ID, MEDIA_STORE_BUCKET"
                        .formatted(config.accessKeyId(), config.bucket());
            case "AuthorizationHeaderMalformed", "PermanentRedirect" ->
                "the bucket is not in the region %s: MEDIA_STORE_REGION".formatted(config.region());
            case "RequestTimeTooSkewed" -> "the clocks of this machine and of the server differ";
            default -> "the server refuses or fails";
        };
        return "%s (HTTP %d%s)".formatted(words, e.statusCode(), code.isEmpty() ? "" : " " + code);
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        for (Throwable next = e; next != null; next = next.getCause()) {
            cause = next;
        }
        return cause.getClass().getSimpleName();
    }
}
