package org.wahook.testbed.rabbitmq;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of each queue, as the node tells Prometheus: the same counts as of {@code rabbitmqctl list_queues}, in milliseconds
 * and without starting another Erlang.
 */
final class QueueCounts implements AutoCloseable {
    private static final Pattern COUNT = Pattern.compile(
            "^rabbitmq_detailed_queue_messages\\{.*queue=\"([^\"]*)\".*} ([0-9.e+]+)$", Pattern.MULTILINE);
    private final NodeHttp http;

    /** @param url of the node's metrics, without a slash at the end */
    QueueCounts(String url) {
        http = new NodeHttp(url);
    }

    /** By queue; one that was not counted yet is left out. */
    Map<String, Long> of(String virtualHost) {
        Map<String, Long> counts = new HashMap<>();
        Matcher line =
                COUNT.matcher(http.require(http.request("/detailed?family=queue_coarse_metrics&vhost=" + virtualHost)
                                .build())
                        .body());
        while (line.find()) {
            counts.put(line.group(1), (long) Double.parseDouble(line.group(2)));
        }
        return counts;
    }

    @Override
    public void close() {
        http.close();
    }
}
