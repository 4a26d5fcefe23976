package org.wahook.testbed.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;

@SuppressWarnings("NullAway.Init")
class TcpProxyTest {
    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = TcpProxy.to("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void bytes_pass_both_ways() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoOf(socket, 7)).isEqualTo(7);
        }
        Deadline.eventually(Duration.ofSeconds(30), "the connection is over", () -> proxy.connections() == 0);
    }

    @Test
    void a_cut_ends_open_connections_and_lets_new_ones_in() throws IOException {
        try (Socket old = connect()) {
            echoOf(old, 1);

            proxy.cut();

            assertThatThrownBy(() -> echoOf(old, 2)).isInstanceOf(IOException.class);
        }
        try (Socket fresh = connect()) {
            assertThat(echoOf(fresh, 3)).isEqualTo(3);
        }
    }

    @Test
    void a_half_open_connection_is_silent_until_it_passes_again() throws IOException {
        try (Socket socket = connect()) {
            proxy.halfOpen();
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> echoOf(socket, 5)).isInstanceOf(SocketTimeoutException.class);

            proxy.pass();

            socket.setSoTimeout(30_000);
            assertThat(socket.getInputStream().read()).isEqualTo(5);
        }
    }

    @Test
    void a_refusing_proxy_keeps_what_is_open_and_comes_back_on_the_same_port() throws IOException {
        try (Socket old = connect()) {
            echoOf(old, 1);
            proxy.refuse();

            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(echoOf(old, 2)).isEqualTo(2);
        }
        proxy.pass();
        try (Socket fresh = connect()) {
            assertThat(echoOf(fresh, 3)).isEqualTo(3);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static int echoOf(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        int answer = socket.getInputStream().read();
        if (answer < 0) {
            throw new IOException("closed");
        }
        return answer;
    }

    private void serve() {
        try {
            while (!echo.isClosed()) {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException cut) {
            // What the test is about.
        }
    }
}
