package org.wahook.platform.broker;

import com.rabbitmq.client.Connection;
import java.io.IOException;

/** The channels of one user of a connection. After a reconnect they are opened anew. */
public interface BrokerSession {

    /** Opens the channels. Where this fails the connection is closed and opened again. */
    void opened(Connection connection) throws IOException;

    /** The connection is gone, with all its channels. */
    void closed(String why);
}
