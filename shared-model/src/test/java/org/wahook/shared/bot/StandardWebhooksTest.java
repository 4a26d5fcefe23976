package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;

class StandardWebhooksTest {

    private static final Secret SECRET = new Secret("whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==");
    private static final byte[] BODY =
            "{\"type\":\"turn.answered\",\"data\":{\"turn\":\"t1\"}}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=";
    private static final Instant THEN = Instant.ofEpochSecond(1_764_590_400);

    @Test
    void signatures_are_those_of_the_standard() {
        assertThat(StandardWebhooks.sign(SECRET, "msg_1", "1764590400", BODY)).isEqualTo(SIGNATURE);
    }

    @ParameterizedTest(name = "{0} {1} {2} after {3} s: {4}")
    @CsvSource(textBlock = """
            msg_1, 1764590400, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 0, true
            msg_1, 1764590400, 'v1,AAAA v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 299, true
            msg_1, 1764590400, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', -299, true
            msg_1, 1764590400, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 301, false
            msg_1, 1764590400, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', -301, false
            msg_2, 1764590400, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 0, false
            msg_1, 1764590401, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 0, false
            msg_1, 1764590400, 'v1a,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 0, false
            msg_1, 1764590400, 'v1,no base64', 0, false
            msg_1, yesterday, 'v1,U4E6OsrtZcMPPvUTAVpyo/nOU2+ADll/7OXSetDeHh8=', 0, false
            """)
    void a_signature_is_good_for_its_message_and_for_five_minutes(
            String id, String timestamp, String signatures, long later, boolean good) {
        assertThat(StandardWebhooks.verify(SECRET, id, timestamp, signatures, BODY, THEN.plusSeconds(later)))
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==, true",
        "d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==, false",
        "whsec_c2hvcnQ=, false",
        "whsec_***, false"
    })
    void a_secret_is_24_to_64_bytes(String secret, boolean good) {
        assertThat(StandardWebhooks.complaint(secret).isEmpty()).isEqualTo(good);
    }
}
