package org.wahook.platform.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.List;

/** The exchanges, queues and bindings that a service needs; declared on each new connection. */
public interface BrokerTopology {

    /** Declares everything. Fails where a queue of that name exists with other arguments. */
    void declare(Channel channel) throws IOException;

    /** Fails where an exchange or a queue is missing. Needs no permission; bindings and arguments cannot be asked for. */
    void checkExists(Channel channel) throws IOException;

    List<String> queueNames();
}
