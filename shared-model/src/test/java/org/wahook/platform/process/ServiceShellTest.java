package org.wahook.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceShellTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final List<String> ended = Collections.synchronizedList(new ArrayList<>());

    private AutoCloseable part(String name) {
        return () -> ended.add(name);
    }

    private Listener listener(String name) {
        return listener(limit -> ended.add(name));
    }

    private interface Stop {
        void within(Duration limit) throws InterruptedException;
    }

    private static Listener listener(Stop stop) {
        return new Listener() {
            @Override
            public int port() {
                return 1;
            }

            @Override
            public void stop(Duration limit) {
                try {
                    stop.within(limit);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void public_listeners_stop_first_and_the_database_that_was_opened_first_closes_last() {
        ServiceShell shell = ServiceShell.start(GRACE, it -> it);
        shell.add(part("database"));
        shell.add(part("publisher"));
        shell.addManagement(endpoints -> listener("management"));
        shell.add(part("backlog"));
        shell.addListener(listener("webhook"));

        shell.close();

        assertThat(ended).containsExactly("webhook", "backlog", "management", "publisher", "database");
    }

    @Test
    void listeners_stop_side_by_side() {
        CountDownLatch both = new CountDownLatch(2);
        List<Boolean> met = Collections.synchronizedList(new ArrayList<>());
        ServiceShell shell = ServiceShell.start(Duration.ofSeconds(60), it -> it);
        for (int i = 0; i < 2; i++) {
            shell.addListener(listener(limit -> {
                both.countDown();
                met.add(both.await(30, TimeUnit.SECONDS));
            }));
        }

        shell.close();

        assertThat(met).containsExactly(true, true);
    }

    @Test
    void a_listener_that_does_not_stop_within_the_limit_keeps_no_part_open() {
        CountDownLatch never = new CountDownLatch(1);
        List<Duration> limits = Collections.synchronizedList(new ArrayList<>());
        ServiceShell shell = ServiceShell.start(Duration.ofMillis(500), it -> it);
        shell.add(part("database"));
        shell.addManagement(endpoints -> listener(limits::add));
        shell.addListener(listener(limit -> {
            limits.add(limit);
            never.await();
        }));

        shell.close();
        never.countDown();

        assertThat(ended).containsExactly("database");
        assertThat(limits).first().isEqualTo(Duration.ofMillis(400));
        assertThat(limits.getLast()).as("what management gets then").isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_part_that_fails_to_close_does_not_keep_the_others_open() {
        ServiceShell shell = ServiceShell.start(GRACE, it -> it);
        shell.add(part("database"));
        shell.add(() -> {
            throw new IllegalStateException("cannot close");
        });

        shell.close();

        assertThat(ended).containsExactly("database");
    }

    @Test
    void what_was_opened_is_closed_where_the_start_fails() {
        assertThatThrownBy(() -> ServiceShell.start(GRACE, shell -> {
                    shell.add(part("database"));
                    throw new IllegalStateException("the port is taken");
                }))
                .hasMessage("the port is taken");

        assertThat(ended).containsExactly("database");
    }

    @Test
    void management_tells_of_a_problem_and_that_the_service_stops() {
        List<ManagementEndpoint> served = new ArrayList<>();
        ServiceShell shell = ServiceShell.start(GRACE, it -> it);
        shell.addManagement(endpoints -> {
            served.addAll(endpoints);
            return listener("management");
        });
        assertThat(readiness(served)).isEqualTo("not ready\nservice: starting\n");
        List<String> problems = new ArrayList<>();
        shell.require("database", () -> problems.stream().findFirst());
        assertThat(readiness(served)).isEqualTo("ready\n");
        problems.add("no answer");
        assertThat(readiness(served)).isEqualTo("not ready\ndatabase: no answer\n");
        shell.observe("rabbitmq", () -> Optional.of("gone"));
        assertThat(answer(served, "/metrics").text()).contains("wahook_rabbitmq_up 0.0", "wahook_ready 0.0");

        List<String> whileStopping = new ArrayList<>();
        shell.addListener(listener(limit -> whileStopping.add(readiness(served))));
        shell.close();

        assertThat(whileStopping).singleElement().asString().contains("service: shutting down");
    }

    private static String readiness(List<ManagementEndpoint> endpoints) {
        ManagementEndpoint.Answer answer = answer(endpoints, "/readyz");
        assertThat(answer.status()).isEqualTo(answer.text().startsWith("ready") ? 200 : 503);
        return answer.text();
    }

    private static ManagementEndpoint.Answer answer(List<ManagementEndpoint> endpoints, String path) {
        return endpoints.stream()
                .filter(it -> it.path().equals(path))
                .findFirst()
                .orElseThrow()
                .answer()
                .get();
    }
}
