package org.wahook.shared.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.Environment;

class MediaStoreConfigTest {

    private static final Map<String, String> COMPLETE = Map.of(
            "MEDIA_STORE_URL", "https://s3.example.com",
            "MEDIA_STORE_BUCKET", "files",
            "MEDIA_STORE_ACCESS_KEY_ID", "AKIA",
            "MEDIA_STORE_SECRET_ACCESS_KEY", "very secret");

    private static Optional<MediaStoreConfig> read(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        var config = MediaStoreConfig.read(environment);
        return environment.complete(config::get);
    }

    private static MediaStoreConfig with(String name, String value) {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put(name, value);
        return read(variables).orElseThrow();
    }

    @Test
    void without_a_url_there_is_no_store() {
        assertThat(read(Map.of())).isEmpty();
    }

    @Test
    void four_settings_are_enough() {
        MediaStoreConfig config = read(COMPLETE).orElseThrow();

        assertThat(config.pathStyle()).isTrue();
        assertThat(config.region()).isEqualTo("us-east-1");
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.publicOrigin()).isEqualTo("https://s3.example.com");
        assertThat(config.toString()).doesNotContain("very secret");
    }

    @Test
    void a_store_without_its_bucket_and_keys_is_refused_with_all_that_is_missing() {
        assertThatThrownBy(() -> read(Map.of("MEDIA_STORE_URL", "https://s3.example.com")))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("MEDIA_STORE_BUCKET is missing")
                .hasMessageContaining("MEDIA_STORE_ACCESS_KEY_ID is missing")
                .hasMessageContaining("MEDIA_STORE_SECRET_ACCESS_KEY is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "MEDIA_STORE_URL, s3.example.com",
        "MEDIA_STORE_BUCKET, My Files",
        "MEDIA_STORE_REGION, eu central",
        "MEDIA_STORE_PATH_STYLE, perhaps",
        "MEDIA_STORE_PUBLIC_URL, files",
        "MEDIA_STORE_ENCRYPTION, rot13",
        "MEDIA_STORE_TIMEOUT, 0s",
    })
    void what_makes_no_sense_is_named(String name, String value) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining(name + " is not valid");
    }

    @Test
    void links_lead_to_the_public_url_with_the_bucket_where_the_server_wants_it() {
        Map<String, String> variables = new HashMap<>(COMPLETE);
        variables.put("MEDIA_STORE_PUBLIC_URL", "https://files.example.com:9443");
        variables.put("MEDIA_STORE_PATH_STYLE", "false");
        MediaStoreConfig config = read(variables).orElseThrow();
        Instant now = Instant.parse("2026-11-28T22:00:00Z");
        try (MediaLinks links = new MediaLinks(config, Clock.fixed(now, ZoneOffset.UTC))) {
            MediaLinks.Link link = links.to("shop/2026-11/abc");

            assertThat(link.url())
                    .startsWith(config.publicOrigin() + "/shop/2026-11/abc?")
                    .contains("X-Amz-Expires=900", "X-Amz-SignedHeaders=host&")
                    .doesNotContain("very");
            assertThat(config.publicOrigin()).isEqualTo("https://files.files.example.com:9443");
            assertThat(link.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(15)));
        }
        assertThat(with("MEDIA_STORE_ENCRYPTION", "aws:kms:key-1").encryption()).contains("aws:kms:key-1");
    }
}
