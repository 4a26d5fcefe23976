package org.wahook.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenHostsTest {

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "https://graph.facebook.com, https://graph.facebook.com/v26.0/1, true",
        "https://graph.facebook.com, http://graph.facebook.com/v26.0/1, false",
        "https://graph.facebook.com, https://lookaside.fbsbx.com/file, true",
        "https://graph.facebook.com, http://lookaside.fbsbx.com/file, false",
        "https://graph.facebook.com, https://lookaside.fbsbx.com:8443/file, false",
        "https://graph.facebook.com, https://graph.facebook.com.evil.example/, false",
        "https://graph.facebook.com, https://evil.example/graph.facebook.com, false",
        "https://graph.facebook.com, https://user@graph.facebook.com/, false",
        "https://graph.facebook.com, https://:password@lookaside.fbsbx.com/, false",
        "http://127.0.0.1:8090, http://127.0.0.1:8090/files/1, true",
        "http://127.0.0.1:8090, https://graph.facebook.com/, false"
    })
    void a_token_goes_to_meta_alone_and_by_tls_where_meta_has_it(String base, String url, boolean allowed) {
        assertThat(new TokenHosts(HttpUrl.get(base)).allow(HttpUrl.get(url))).isEqualTo(allowed);
    }
}
