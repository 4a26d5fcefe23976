package org.wahook.platform.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "2a03:2880:f12f:83:face:b00c:0:25de, PUBLIC",
        "64:ff9b::8.8.8.8, PUBLIC",
        "2002:0808:0808::1, PUBLIC",
        "127.0.0.1, PRIVATE",
        "127.255.255.254, PRIVATE",
        "10.0.0.0, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.7.7, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "198.19.255.255, PRIVATE",
        "240.0.0.1, PRIVATE",
        "::1, PRIVATE",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "fec0::1, PRIVATE",
        "::ffff:127.0.0.1, PRIVATE",
        "::127.0.0.1, PRIVATE",
        "64:ff9b::10.1.2.3, PRIVATE",
        "2002:7f00:0001::, PRIVATE",
        "2001::1, PRIVATE",
        "169.254.169.254, LINK_LOCAL",
        "169.254.0.0, LINK_LOCAL",
        "169.254.255.255, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "febf::1, LINK_LOCAL",
        "::ffff:169.254.169.254, LINK_LOCAL",
        "::ffff:0:169.254.169.254, LINK_LOCAL",
        "64:ff9b::169.254.169.254, LINK_LOCAL",
        "2002:a9fe:a9fe::, LINK_LOCAL",
        "0.0.0.0, NO_HOST",
        "0.1.2.3, NO_HOST",
        "224.0.0.1, NO_HOST",
        "255.255.255.255, NO_HOST",
        "::, NO_HOST",
        "ff02::1, NO_HOST",
    })
    void an_address_is_of_the_kind_that_the_registries_say(String address, AddressKind kind) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
    }
}
