package org.wahook.platform.broker;

import com.rabbitmq.client.Connection;
import java.io.IOException;

/** Somebody's channels on one connection. A new connection means a new start: nothing of the old one is used again. */
public interface BrokerSession {

    /** Opens the channels. Where this fails the connection is given up and made anew. */
    void opened(Connection connection) throws IOException;

    /** The connection is gone, with all its channels. */
    void closed(String why);
}
