package org.wahook.platform.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Declares the topology; and where the user has no right to declare, as those of {@code
 * infra/rabbitmq/permissions.json}, checks that it exists.
 */
final class TopologyCheck {

    private static final Logger log = LoggerFactory.getLogger(TopologyCheck.class);

    private final BrokerTopology topology;
    private final String user;

    /** The broker logs each refusal as an error, so a user that was refused once does not ask again. */
    private volatile boolean refused;

    TopologyCheck(BrokerTopology topology, String user) {
        this.topology = topology;
        this.user = user;
    }

    /**
     * Whether it was declared, or only looked for.
     *
     * @throws IOException where something is missing, or is there with other arguments
     */
    boolean declare(Connection connection) throws IOException, TimeoutException {
        if (!refused) {
            try (Channel channel = connection.createChannel()) {
                topology.declare(channel);
                return true;
            } catch (IOException e) {
                if (!closedWith(AMQP.ACCESS_REFUSED, e)) {
                    throw e;
                }
                refused = true;
                log.info("RabbitMQ's user {} may not declare; checking that all queues exist", user);
            }
        }
        checkExists(connection);
        return false;
    }

    private void checkExists(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            topology.checkExists(channel);
        } catch (IOException e) {
            if (!closedWith(AMQP.NOT_FOUND, e)) {
                throw e;
            }
            refused = false; // Somebody may give the right meanwhile.
            throw new IOException(
                    "%s, and the user %s may not declare it; do it once with a user that may: worker-service.jar declare"
                            .formatted(replyText(e), user));
        }
    }

    private static boolean closedWith(int replyCode, IOException e) {
        return reason(e).filter(close -> close.getReplyCode() == replyCode).isPresent();
    }

    private static String replyText(IOException e) {
        return reason(e).map(AMQP.Channel.Close::getReplyText).orElse("");
    }

    /** The broker's, to close the channel. */
    private static Optional<AMQP.Channel.Close> reason(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                        && signal.getReason() instanceof AMQP.Channel.Close close
                ? Optional.of(close)
                : Optional.empty();
    }
}
