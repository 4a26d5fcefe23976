package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class RemoteAddressTest {

    private static RemoteAddress of(String address) throws UnknownHostException {
        return RemoteAddress.of(new InetSocketAddress(InetAddress.getByName(address), 1));
    }

    @Test
    void each_ipv4_address_and_each_ipv6_network_of_64_bits_counts_for_itself() throws UnknownHostException {
        assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::9"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    }
}
