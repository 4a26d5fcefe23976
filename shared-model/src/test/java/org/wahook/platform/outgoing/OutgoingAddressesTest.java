package org.wahook.platform.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAddressesTest {

    private static final OutgoingAddresses NOTHING_ALLOWED = OutgoingAddresses.ofClients(OutgoingAllowed.NONE);

    @Test
    void one_refused_address_of_a_host_is_enough() {
        OutgoingAddresses addresses =
                OutgoingAddresses.ofClients(OutgoingAllowed.NONE, host -> addresses("8.8.8.8", "10.0.0.1"));

        assertThatThrownBy(() -> addresses.resolve("two-faced.example"))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageNotContaining("10.0.0.1");
    }

    @Test
    void link_local_is_refused_whatever_is_allowed_and_whoever_names_it() {
        OutgoingAddresses allowed = OutgoingAddresses.ofClients(
                OutgoingAllowed.parse("0.0.0.0/0,meta"), host -> addresses("169.254.169.254"));

        assertThatThrownBy(() -> allowed.resolve("meta")).isInstanceOf(RefusedAddressException.class);
        assertThatThrownBy(() -> OutgoingAddresses.ofOperator().resolve("169.254.169.254"))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void an_operator_may_name_this_machine() throws IOException {
        assertThat(OutgoingAddresses.ofOperator().resolve("127.0.0.1")).hasSize(1);
    }

    @Test
    void a_socket_connects_to_nothing_that_was_not_checked() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket refused = NOTHING_ALLOWED.sockets().createSocket();
                Socket connected = OutgoingAddresses.ofClients(OutgoingAllowed.parse("127.0.0.0/8"))
                        .sockets()
                        .createSocket()) {
            InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());

            assertThatThrownBy(() -> refused.connect(here, 1000)).isInstanceOf(RefusedAddressException.class);
            assertThat(refused.isConnected()).isFalse();
            connected.connect(here, 10_000);
            assertThat(connected.isConnected()).isTrue();
        }
    }

    @Test
    void a_host_that_was_not_resolved_by_us_is_not_connected_to() throws IOException {
        try (Socket socket = NOTHING_ALLOWED.sockets().createSocket()) {
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("example.org", 80)))
                    .isInstanceOf(RefusedAddressException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f.1",
                "0177.0.0.1",
                "[::1]",
                "::1",
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "10.0.0.1",
                "169.254.169.254",
                "[fe80::1]",
                "[::ffff:169.254.169.254]",
                "0",
                "0.0.0.0"
            })
    void an_address_in_a_url_is_refused_before_anything_is_resolved(String host) {
        assertThat(NOTHING_ALLOWED.objection(host)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "8.8.8.8", "[2a00::1]", "bots.internal", "1.2.3.example"})
    void what_only_dns_can_tell_is_checked_at_connect_time(String host) {
        assertThat(NOTHING_ALLOWED.objection(host)).isEmpty();
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(InetAddress::ofLiteral).toList();
    }
}
