package org.wahook.testbed.rabbitmq;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.TemporaryFolder;

/** The ports, files and environment of one private node. */
record NodeSettings(Path folder, int amqp, int management, int prometheus, int distribution, int portMapper) {

    /**
     * What nodes must share to find and trust each other.
     *
     * @param first whose cluster a new node joins as it starts; empty for the first one itself
     */
    record Fellowship(int portMapper, String cookie, Optional<String> first) {
        static Fellowship create() {
            return new Fellowship(FreePort.next(), UUID.randomUUID().toString(), Optional.empty());
        }

        Fellowship joining(String first) {
            return new Fellowship(portMapper, cookie, Optional.of(first));
        }
    }

    /** How far the write-ahead log of quorum queues grows before it is cut. */
    enum Log {
        /** 512 MB. */
        AS_DELIVERED(""),

        /** 64 MB: a killed node, which reads it again, is back sooner. */
        SHORT("raft.wal_max_size_bytes = 67108864\n");

        private final String setting;

        Log(String setting) {
            this.setting = setting;
        }
    }

    /** Chooses ports and writes the node's configuration files. */
    static NodeSettings write(TemporaryFolder folder, Fellowship fellowship, Log log) {
        NodeSettings settings = new NodeSettings(
                folder.path(),
                FreePort.next(),
                FreePort.next(),
                FreePort.next(),
                FreePort.next(),
                fellowship.portMapper());
        folder.writePrivate(".erlang.cookie", fellowship.cookie());
        folder.write("rabbitmq.conf", settings.configuration() + log.setting + settings.cluster(fellowship));
        folder.write("enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].");
        folder.write("rabbitmq-env.conf", "");
        folder.write("advanced.config", "[].");
        return settings;
    }

    private String configuration() {
        return """
                listeners.tcp.1 = 127.0.0.1:%d
                management.tcp.ip = 127.0.0.1
                management.tcp.port = %d
                prometheus.tcp.ip = 127.0.0.1
                prometheus.tcp.port = %d
                default_user = %s
                default_pass = %s
                disk_free_limit.absolute = 50MB
                cluster_partition_handling = pause_minority
                log.console = false
                log.file.level = info
                """.formatted(amqp, management, prometheus, RabbitServer.USER, RabbitServer.PASSWORD);
    }

    // Newer versions go by such a list only where it names the node itself too.
    private String cluster(Fellowship fellowship) {
        return fellowship.first().map(first -> """
                        cluster_formation.classic_config.nodes.1 = %s
                        cluster_formation.classic_config.nodes.2 = %s
                        """.formatted(first, nodeName())).orElse("");
    }

    Map<String, String> environment() {
        return Map.ofEntries(
                // Its own home, because Erlang keeps the cookie there.
                Map.entry("HOME", folder.toString()),
                Map.entry("RABBITMQ_NODENAME", nodeName()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", file("rabbitmq-env.conf")),
                Map.entry("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf")),
                Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", file("advanced.config")),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", file("enabled_plugins")),
                Map.entry("RABBITMQ_MNESIA_BASE", file("data")),
                Map.entry("RABBITMQ_LOG_BASE", file("log")),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distribution)),
                Map.entry("ERL_EPMD_PORT", Integer.toString(portMapper)),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                // The script then becomes Erlang instead of waiting for it, so that signals reach Erlang itself.
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"),
                // A node that can't start would write hundreds of megabytes of its memory first, for nobody.
                Map.entry("ERL_CRASH_DUMP_SECONDS", "0"),
                // Ctrl-C in a terminal goes to this process too; ending it is the testbed's business.
                Map.entry("RABBITMQ_SERVER_START_ARGS", "+B i"),
                // A neighbour that is silent for so many seconds is gone; 60 by default.
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel net_ticktime 8"));
    }

    Path log() {
        return folder.resolve("log").resolve(nodeName() + ".log");
    }

    String nodeName() {
        return "wahook-" + amqp + "@localhost";
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
