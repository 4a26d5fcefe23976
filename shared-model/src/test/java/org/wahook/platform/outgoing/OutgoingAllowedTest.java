package org.wahook.platform.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAllowedTest {

    private static final OutgoingAllowed ALLOWED =
            OutgoingAllowed.parse(" Bots.Internal., 10.1.0.0/16,192.168.0.7 ,[fd00:1::]/32,::1,, n8n ");

    @ParameterizedTest
    @CsvSource({
        "bots.internal, 172.16.0.1, true",
        "BOTS.INTERNAL., 172.16.0.1, true",
        "n8n, 172.16.0.1, true",
        "other.bots.internal, 172.16.0.1, false",
        "x, 10.1.255.255, true",
        "x, 10.2.0.0, false",
        "x, 192.168.0.7, true",
        "x, 192.168.0.8, false",
        "x, fd00:1:ffff::1, true",
        "x, fd00:2::, false",
        "x, ::1, true",
        "x, 127.0.0.1, false",
    })
    void a_host_is_allowed_by_its_name_or_by_a_block_that_has_its_address(String host, String address, boolean has) {
        assertThat(ALLOWED.has(host, InetAddress.ofLiteral(address))).isEqualTo(has);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10.0.0/8",
                "10.1",
                "fd00::/129",
                "http://bots.internal",
                "bots.internal:8080",
                "a b",
                "169.254.169.254",
                "169.254.0.0/16",
                "169.254.128.0/17",
                "fe80::/10"
            })
    void what_is_neither_host_nor_block_or_is_link_local_is_refused(String text) {
        assertThatThrownBy(() -> OutgoingAllowed.parse("localhost," + text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
