package org.wahook.shared.media;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;
import org.wahook.platform.config.Setting;

/**
 * A bucket for customers' files.
 *
 * @param publicUrl where bots and browsers reach the server
 * @param encryption what the server is asked for: {@code AES256}, {@code aws:kms} or {@code aws:kms:<key id>}
 */
public record MediaStoreConfig(
        URI url,
        String bucket,
        String region,
        String accessKeyId,
        Secret secretAccessKey,
        boolean pathStyle,
        URI publicUrl,
        Optional<String> encryption,
        Duration timeout) {

    /** Nothing where {@code MEDIA_STORE_URL} is not set. The others that a store needs must be there with it. */
    public static Environment.Value<Optional<MediaStoreConfig>> read(Environment environment) {
        var url = environment.readOptional(MediaStoreSettings.URL);
        boolean wanted = environment.isGiven(MediaStoreSettings.URL);
        var bucket = required(environment, wanted, MediaStoreSettings.BUCKET_NAME);
        var region = environment.read(MediaStoreSettings.REGION_NAME);
        var keyId = required(environment, wanted, MediaStoreSettings.ACCESS_KEY_ID);
        var secret = required(environment, wanted, MediaStoreSettings.SECRET_ACCESS_KEY);
        var pathStyle = environment.read(MediaStoreSettings.PATH_STYLE);
        var publicUrl = environment.readOptional(MediaStoreSettings.PUBLIC_URL);
        var encryption = environment.readOptional(MediaStoreSettings.ENCRYPT);
        var timeout = environment.read(MediaStoreSettings.TIMEOUT);
        return () -> url.get()
                .map(server -> new MediaStoreConfig(
                        URI.create(server),
                        bucket.get().orElseThrow(),
                        region.get(),
                        keyId.get().orElseThrow(),
                        secret.get().orElseThrow(),
                        pathStyle.get(),
                        URI.create(publicUrl.get().orElse(server)),
                        encryption.get(),
                        timeout.get()));
    }

    private static <T> Environment.Value<Optional<T>> required(
            Environment environment, boolean wanted, Setting<T> setting) {
        if (wanted && !environment.isGiven(setting)) {
            environment.problem(
                    setting.name(),
                    "is missing: expected %s, since MEDIA_STORE_URL is set".formatted(setting.expects()));
        }
        return environment.readOptional(setting);
    }

    /** Without secrets. */
    public String description() {
        return "bucket %s at %s".formatted(bucket, url);
    }

    /** As a browser names where links lead: scheme, host and port. */
    public String publicOrigin() {
        URI bucketUrl = pathStyle
                ? publicUrl
                : URI.create(publicUrl.toString().replaceFirst("^(https?://)", "$1" + bucket + "."));
        return bucketUrl.getScheme() + "://" + bucketUrl.getRawAuthority();
    }
}
