package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.rabbitmq.RabbitCluster;
import org.wahook.testbed.rabbitmq.RabbitCluster.Node;

/** What may happen to one of three RabbitMQ nodes. */
final class ClusterFaults {

    /** Longer than the nodes need to see that one is gone. */
    private static final Duration AWAY = Duration.ofSeconds(25);

    private ClusterFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("none", system -> Thread.sleep(Fault.A_WHILE)),
                new Fault("a follower's node lost", system -> lose(follower(system.cluster()))),
                new Fault("the leader's node lost", system -> lose(leader(system.cluster()))),
                new Fault("the leader cut off", system -> cutOff(system.cluster(), leader(system.cluster()))));
    }

    private static Node leader(RabbitCluster cluster) {
        return cluster.leaderOf(Topology.EVENTS);
    }

    private static Node follower(RabbitCluster cluster) {
        Node leader = leader(cluster);
        return cluster.nodes().stream()
                .filter(node -> !node.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private static void lose(Node node) throws InterruptedException {
        node.rabbit().kill();
        Thread.sleep(AWAY);
        node.rabbit().startAgain();
    }

    private static void cutOff(RabbitCluster cluster, Node node) throws InterruptedException {
        cluster.isolate(node);
        Thread.sleep(AWAY);
        cluster.rejoin(node);
    }
}
