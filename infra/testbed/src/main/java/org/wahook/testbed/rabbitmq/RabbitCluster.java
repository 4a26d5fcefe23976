package org.wahook.testbed.rabbitmq;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wahook.testbed.Engine;

/**
 * Several private nodes of the system's RabbitMQ that are one cluster: a quorum queue has a member on each. A node that
 * finds itself in the minority pauses.
 */
public final class RabbitCluster implements AutoCloseable {

    /** One of the nodes, and the name it has in the cluster. */
    public record Node(String name, TestRabbit rabbit) {}

    private final List<Node> nodes = new CopyOnWriteArrayList<>();

    private RabbitCluster() {}

    /** Starts so many nodes, the first alone and then the others together; returns when all have joined. */
    public static RabbitCluster start(int size) {
        if (Engine.choose() == Engine.DOCKER) {
            throw new IllegalStateException("a cluster needs the system's RabbitMQ: set TESTBED=native");
        }
        RabbitCluster cluster = new RabbitCluster();
        try {
            NodeSettings.Fellowship alone = NodeSettings.Fellowship.create();
            Node first = cluster.add(alone);
            CompletableFuture.allOf(IntStream.range(1, size)
                            .mapToObj(i -> CompletableFuture.runAsync(
                                    () -> cluster.add(alone.joining(first.name())), Thread::startVirtualThread))
                            .toArray(CompletableFuture[]::new))
                    .join();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private Node add(NodeSettings.Fellowship fellowship) {
        NativeRabbit server = new NativeRabbit(fellowship, NodeSettings.Log.SHORT);
        Node node = new Node(server.nodeName(), TestRabbit.start(server));
        nodes.add(node);
        return node;
    }

    /** The URLs of all nodes, separated by commas. */
    public String url() {
        return nodes.stream().map(node -> node.rabbit().url()).collect(Collectors.joining(","));
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The node that leads this queue now. */
    public Node leaderOf(String queue) {
        String leaders = nodes.getFirst().rabbit().control("-q", "list_queues", "name", "leader");
        return leaders.lines()
                .filter(line -> line.startsWith(queue + "\t"))
                .map(line -> line.substring(queue.length() + 1).strip())
                .flatMap(name -> nodes.stream().filter(node -> node.name().equals(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody leads " + queue + ":\n" + leaders));
    }

    /**
     * Cuts a node off from the others; clients reach all of them. The one alone pauses. All links break at one moment:
     * of a partition that some see and some do not, RabbitMQ makes one in which all are alone.
     */
    public void isolate(Node alone) {
        trust(alone, "cut_off", "erlang:disconnect_node(Other)");
    }

    /** Ends {@link #isolate}; returns when the node takes connections again. */
    public void rejoin(Node alone) {
        trust(alone, "erlang:get_cookie()", "net_kernel:connect_node(Other)");
        alone.rabbit().awaitStart();
    }

    private void trust(Node alone, String cookie, String then) {
        String others = nodes.stream()
                .filter(node -> !node.equals(alone))
                .map(node -> "'" + node.name() + "'")
                .collect(Collectors.joining(","));
        alone.rabbit()
                .control(
                        "eval",
                        "[begin erlang:set_cookie(Other, %s), %s end || Other <- [%s]]."
                                .formatted(cookie, then, others));
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.rabbit().close());
    }
}
