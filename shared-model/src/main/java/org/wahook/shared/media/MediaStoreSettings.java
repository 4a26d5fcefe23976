package org.wahook.shared.media;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.Parsers;
import org.wahook.platform.config.Secret;
import org.wahook.platform.config.Setting;

/** The environment variables of the media store, the same for both services. */
public final class MediaStoreSettings {

    /** As Amazon allows them; others allow no more. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,256}");
    private static final Pattern ENCRYPTION = Pattern.compile("AES256|aws:kms(:[!-~]{1,512})?");

    public static final Setting<String> URL = Setting.optional(
            "MEDIA_STORE_URL",
            "an http or https URL",
            "where customers' files are kept for clients with keepMedia: a server with the interface of S3, such as"
                    + " https://s3.eu-central-1.amazonaws.com; without it nothing is kept",
            Parsers::httpUrl);

    public static final Setting<String> BUCKET_NAME = Setting.optional(
            "MEDIA_STORE_BUCKET",
            "the name of a bucket",
            "its bucket, which must be there already",
            text -> matching(BUCKET, text));

    public static final Setting<String> REGION_NAME = Setting.withDefault(
            "MEDIA_STORE_REGION",
            "us-east-1",
            "a region such as eu-central-1",
            "its region; servers that have none take the default",
            text -> matching(REGION, text));

    public static final Setting<String> ACCESS_KEY_ID = Setting.optional(
            "MEDIA_STORE_ACCESS_KEY_ID",
            "an access key id",
            "whose key it is; may put, get and delete objects of the bucket",
            text -> matching(KEY_ID, text));

    public static final Setting<Secret> SECRET_ACCESS_KEY =
            Setting.optional("MEDIA_STORE_SECRET_ACCESS_KEY", "a secret access key", "its secret", Secret::new);

    public static final Setting<Boolean> PATH_STYLE = Setting.withDefault(
            "MEDIA_STORE_PATH_STYLE",
            "true",
            "true or false",
            "whether the bucket is in the path, as MinIO and most others want it, or before the host name",
            Parsers::truth);

    public static final Setting<String> PUBLIC_URL = Setting.optional(
            "MEDIA_STORE_PUBLIC_URL",
            "an http or https URL",
            "where bots and browsers reach it, if that is not MEDIA_STORE_URL",
            Parsers::httpUrl);

    public static final Setting<String> ENCRYPT = Setting.optional(
            "MEDIA_STORE_ENCRYPTION",
            "AES256, aws:kms or aws:kms:<key id>",
            "how the server is to encrypt each object; without it as the bucket is set",
            text -> matching(ENCRYPTION, text));

    public static final Setting<Duration> TIMEOUT = Setting.withDefault(
            "MEDIA_STORE_TIMEOUT",
            "5s",
            Durations.EXPECTS,
            "longest time to keep all files of a turn, and to delete one; then it goes on without",
            Durations::parsePositive);

    private MediaStoreSettings() {}

    /** In the order of {@code --help}. */
    public static List<Setting<?>> all() {
        return List.of(
                URL,
                BUCKET_NAME,
                REGION_NAME,
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY,
                PATH_STYLE,
                PUBLIC_URL,
                ENCRYPT,
                TIMEOUT);
    }

    private static String matching(Pattern pattern, String text) {
        return Optional.of(text)
                .filter(it -> pattern.matcher(it).matches())
                .orElseThrow(() -> new IllegalArgumentException("expected " + pattern));
    }
}
