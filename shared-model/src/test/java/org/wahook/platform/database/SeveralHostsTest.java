package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.proxy.TcpProxy;

/** {@code DATABASE_URL} with several hosts: the one that answers is used, as after a failover. */
class SeveralHostsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final DatabaseUrl direct = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
    private final URI server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));

    @Test
    void the_second_host_is_used_once_the_first_is_gone_and_the_other_way_round() throws InterruptedException {
        try (TcpProxy first = TcpProxy.to(server.getHost(), server.getPort());
                TcpProxy second = TcpProxy.to(server.getHost(), server.getPort());
                Database database = new Database(url(first, second), "test", 2, new SimpleMeterRegistry()).start()) {
            assertThat(database.awaitMigrated(SOON))
                    .as(database.problem().orElse(""))
                    .isTrue();
            assertThat(first.connections()).isPositive();

            takeOver(first, second, database);
            takeOver(second, first, database);
        }
    }

    private static void takeOver(TcpProxy lost, TcpProxy left, Database database) {
        left.pass();
        lost.refuse();
        lost.cut();
        Deadline.eventually(
                SOON,
                "PostgreSQL answers by the other host",
                () -> lost.connections() == 0
                        && left.connections() > 0
                        && database.problem().equals(Optional.empty()));
    }

    private DatabaseUrl url(TcpProxy first, TcpProxy second) {
        return DatabaseUrl.parse("postgresql://%s:%s@127.0.0.1:%d,127.0.0.1:%d%s?targetServerType=primary"
                .formatted(direct.user(), direct.password().reveal(), first.port(), second.port(), server.getPath()));
    }
}
