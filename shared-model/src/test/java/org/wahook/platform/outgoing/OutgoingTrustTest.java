package org.wahook.platform.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingTrustTest {

    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBhDCCASugAwIBAgIUXmQujPUI5/MWo7ito76wml+WnZ0wCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMYW4gYXV0aG9yaXR5MCAXDTI2MTEyODIyMTgzOFoYDzIxMjYx
            MTA0MjIxODM4WjAXMRUwEwYDVQQDDAxhbiBhdXRob3JpdHkwWTATBgcqhkjOPQIB
            BggqhkjOPQMBBwNCAARMTXMioU6b0ECfstdRJ0IGxZLacQP8ai22s9ASuPezvcYT
            efS6P/8zev5RZLOAx4YbhnrPgNSZJqPi7YpRizsRo1MwUTAdBgNVHQ4EFgQUsBQA
            AVAxRn0MyfNR3JLtcpZMD54wHwYDVR0jBBgwFoAUsBQAAVAxRn0MyfNR3JLtcpZM
            D54wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAV7kgOC7lKy18X
            HV2SphL2hpJZFLXmA9dRvOQTyuRqSgIgU3KC7R9IEX1pWbuEAexMZUm30qjtfM/8
            de1wmm5T1b4=
            -----END CERTIFICATE-----
            """;

    private static List<String> authorities(OutgoingTrust trust) {
        return Arrays.stream(trust.tls().orElseThrow().trust().getAcceptedIssuers())
                .map(X509Certificate::getSubjectX500Principal)
                .map(Object::toString)
                .toList();
    }

    @Test
    void an_authority_of_ones_own_is_trusted_besides_the_public_ones() {
        List<String> both = authorities(OutgoingTrust.parse(PEM + "\n" + PEM.strip()));

        assertThat(both).contains("CN=an authority").hasSizeGreaterThan(20);
    }

    @Test
    void without_one_a_client_stays_as_it_is() {
        assertThat(OutgoingTrust.USUAL.tls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/ssl/ca.pem",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void anything_else_is_no_authority(String text) {
        assertThatThrownBy(() -> OutgoingTrust.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
