package org.wahook.shared.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.Database;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** The catalog of a virtual host of its own, and a channel that puts letters there. */
@SuppressWarnings("NullAway.Init")
abstract class CatalogFixture {

    static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofSeconds(5)));
    static final Set<DeadLetterQueue> REPLIES = EnumSet.of(DeadLetterQueue.REPLIES);
    static final LetterFilter ALL = new LetterFilter(REPLIES, Optional.empty(), Optional.empty());
    static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant FIRST = Instant.parse("2026-11-01T08:00:00Z");

    final String url = TestRabbit.shared().createVirtualHost();
    final RabbitUrls rabbit = RabbitUrls.parse(url);
    final Database database = new Database(
                    DatabaseUrl.parse(TestPostgres.shared().createDatabase()), "test", 6, new SimpleMeterRegistry())
            .start();
    final DeadLetterCatalog catalog = DeadLetterCatalog.withIndex(rabbit, TOPOLOGY, database);
    private Connection connection;
    Channel channel;

    @BeforeEach
    void connect() throws Exception {
        connection = BrokerConnections.open(rabbit, "test");
        channel = connection.createChannel();
        channel.confirmSelect();
        TOPOLOGY.declare(channel);
        assertThat(database.awaitMigrated(SOON)).isTrue();
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
        connection.close();
        database.close();
        TestRabbit.shared().discardVirtualHost(url);
    }

    static Map<String, Object> headers(@Nullable String chatbot, @Nullable String reason, int second) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.CHATBOT_ID, chatbot);
        if (reason != null) {
            headers.put(MessageHeaders.REASON, reason);
            headers.put(MessageHeaders.LAST_FAILED_AT, FIRST.plusSeconds(second).toString());
        }
        headers.put(MessageHeaders.MESSAGE_IDS, "wamid." + second);
        return headers;
    }
}
