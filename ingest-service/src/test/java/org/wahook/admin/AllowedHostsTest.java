package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:8081, true",
        "127.0.0.1, LOCALHOST:9, true",
        "127.0.0.1, localhost., true",
        "127.0.0.1, attacker.example, false",
        "127.0.0.1, 127.0.0.1.attacker.example, false",
        "127.0.0.1, localhost.attacker.example:8081, false",
        "127.0.0.1, 192.0.2.1, false",
        "127.0.0.1, '', false",
        "::1, [::1]:8081, true",
        "admin.internal, admin.internal:8081, true",
        "0.0.0.0, 192.0.2.1:8081, true",
        "0.0.0.0, [2001:db8::1]:8081, true",
        "0.0.0.0, attacker.example, false",
        "0.0.0.0, 1.2.3.4.attacker.example, false",
    })
    void by_default_the_host_that_is_listened_on_and_localhost(String listenHost, String header, boolean allowed) {
        assertThat(AllowedHosts.of(listenHost).allows(header)).isEqualTo(allowed);
    }

    @Test
    void what_is_configured_replaces_the_default() {
        AllowedHosts hosts = AllowedHosts.parse("console.example, other.example:8443");

        assertThat(hosts.allows("Console.example:8081")).isTrue();
        assertThat(hosts.allows("other.example:8443")).isTrue();
        assertThat(hosts.allows("other.example:8081")).isFalse();
        assertThat(hosts.allows("localhost")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://console.example", "a b", "a,,b", "*"})
    void what_is_no_host_is_an_error_at_the_start(String text) {
        assertThatThrownBy(() -> AllowedHosts.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
