package org.wahook.shared.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ManagementClient;
import org.wahook.platform.broker.QueueMembers;
import org.wahook.platform.config.ManagementUrl;
import org.wahook.platform.telemetry.UnexpectedErrors;
import org.wahook.shared.topology.Topology;

/**
 * Asks once a minute how many members the queues have, where {@code RABBITMQ_MANAGEMENT_URL} is set. What is not known is
 * NaN, which no alert takes for 0.
 */
public final class QueueMembersWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueueMembersWatch.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The watch over the members of queues");
    private final Optional<ManagementClient> management;
    private final String virtualHost;
    private final Thread watcher = Thread.ofVirtual().name("queue-members").unstarted(this::watch);
    private volatile Optional<QueueMembers> known = Optional.empty();
    private boolean told;

    public QueueMembersWatch(Optional<ManagementUrl> url, String virtualHost, Topology topology, MeterRegistry meters) {
        this.management = url.map(ManagementClient::new);
        this.virtualHost = virtualHost;
        topology.queueNames().forEach(queue -> register(meters, queue));
        Gauge.builder(
                        "wahook.rabbitmq.nodes",
                        () -> known.map(QueueMembers::nodes)
                                .map(Integer::doubleValue)
                                .orElse(Double.NaN))
                .description("Nodes of RabbitMQ's cluster, running or not; unknown without RABBITMQ_MANAGEMENT_URL")
                .register(meters);
    }

    private void register(MeterRegistry meters, String queue) {
        Gauge.builder("wahook.queue.members", () -> membersOf(queue))
                .description("Members of a quorum queue; unknown without RABBITMQ_MANAGEMENT_URL")
                .tag("queue", queue)
                .register(meters);
    }

    private double membersOf(String queue) {
        Map<String, Integer> members = known.map(QueueMembers::members).orElse(Map.of());
        return members.containsKey(queue) ? members.get(queue) : Double.NaN;
    }

    public QueueMembersWatch start() {
        if (management.isPresent()) {
            watcher.start();
        }
        return this;
    }

    private void watch() {
        try {
            while (true) {
                management.ifPresent(this::ask);
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(ManagementClient client) {
        try {
            known = Optional.of(client.queueMembers(virtualHost));
            told = false;
        } catch (IOException e) {
            known = Optional.empty();
            tell(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            known = Optional.empty();
            unexpectedErrors.log(e);
        }
    }

    /** Once for each outage. */
    private void tell(IOException e) {
        if (!told) {
            told = true;
            log.warn("The members of the queues are unknown: {}", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
        management.ifPresent(ManagementClient::close);
    }
}
