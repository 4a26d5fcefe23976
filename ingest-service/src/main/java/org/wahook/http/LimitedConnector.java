package org.wahook.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Accepts connections that {@link Connections} bounds. */
final class LimitedConnector extends ServerConnector {

    private final Connections connections;
    private final AcceptThrottle throttle;

    LimitedConnector(Server server, ConnectionFactory http, Connections connections, AcceptThrottle throttle) {
        super(server, 1, 1, http);
        this.connections = connections;
        this.throttle = throttle;
        addBean(throttle);
    }

    @Override
    public void accept(int acceptor) throws IOException {
        throttle.await();
        super.accept(acceptor);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        ClientConnection connection = new ClientConnection(connections, channel, selector, key, getScheduler());
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }
}
