package org.wahook.worker.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;

/** A publisher that is open, and the broker with one lane that it publishes jobs to. */
public final class JobPublisher implements AutoCloseable {

    public static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofMillis(200)));

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Broker broker = new Broker(TOPOLOGY);
    private final ConfirmingPublisher publisher = new ConfirmingPublisher(
                    RabbitUrls.parse(broker.url()), "test-publisher", TOPOLOGY, 1000, new SimpleMeterRegistry())
            .start();

    public JobPublisher() {
        Deadline.eventually(SOON, "it can publish", () -> publisher.problem().isEmpty());
    }

    public ConfirmingPublisher publisher() {
        return publisher;
    }

    public Broker broker() {
        return broker;
    }

    @Override
    public void close() {
        publisher.close();
        broker.close();
    }
}
