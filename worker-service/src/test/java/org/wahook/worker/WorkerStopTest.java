package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Background;

/** A worker that ends, or loses its broker, in the midst of turns. */
class WorkerStopTest extends WorkerFixture {

    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    void at_its_end_a_worker_finishes_what_is_in_hand_and_gives_back_the_rest() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        responseApi.answer(asked -> new ResponseBehaviour.Reply(answer.join()));
        Background<Boolean> answering;
        try (WorkerApp worker =
                worker(Map.of("WORKER_CONCURRENCY", "5", "CLIENT_CONCURRENCY", "5", "SHUTDOWN_GRACE", "60s"))) {
            for (int i = 0; i < 12; i++) {
                says("Hello " + i);
            }
            Deadline.eventually(SOON, "five turns are in hand", () -> responseApi.inFlight() == 5);
            assertThat(worker.health().ready()).isTrue();
            answering = Background.start(() -> {
                Deadline.eventually(SOON, "the worker takes no more", () -> !broker.consumed(TOPOLOGY.laneQueues()));
                return answer.complete("done");
            });
        }
        assertThat(answering.result()).isTrue();
        assertThat(meta.sent()).as("the five in hand, and no other").hasSize(5);
        assertThat(database.column(
                        "SELECT id FROM messages WHERE chatbot_id = ? AND status = 'answered'", shop.chatbotId()))
                .hasSize(5);

        responseApi.answerNormally();
        try (WorkerApp next = worker(Map.of())) {
            Deadline.eventually(SOON, "the next worker answers the rest", () -> meta.sentCount() == 12);
            assertThat(next.health().ready()).isTrue();
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(meta.sent()).extracting(SentMessage::contactId).doesNotHaveDuplicates();
    }

    @Test
    void a_job_that_many_workers_gave_back_when_they_stopped_is_no_poison() {
        responseApi.answer(asked -> new ResponseBehaviour.Hang());
        Customer anna = says("in hand each time");
        Customer bob = says("never begun");
        for (int stops = 1; stops <= 12; stops++) {
            int begun = stops;
            try (WorkerApp worker = worker(Map.of("CLIENT_CONCURRENCY", "1", "SHUTDOWN_GRACE", "200ms"))) {
                Deadline.eventually(SOON, "a turn is in hand", () -> responseApi.askedCount() >= begun);
                assertThat(worker.health().ready()).isTrue();
            }
        }
        responseApi.answerNormally();
        try (WorkerApp worker = worker(Map.of())) {
            Deadline.eventually(
                    SOON,
                    "both are answered",
                    () -> !toOf(anna).isEmpty() && !toOf(bob).isEmpty());
            assertThat(worker.health().ready()).isTrue();
        }
        assertThat(meta.sentCount()).isEqualTo(2);
    }

    @Test
    void a_cut_of_the_brokers_connection_in_the_midst_of_turns_costs_nobody_a_reply_and_sends_none_twice() {
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", URI.create(broker.url()).getPort());
                WorkerApp worker = worker(Map.of(
                        "RABBITMQ_URL",
                        broker.url().replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + proxy.port())))) {
            responseApi.answer(
                    asked -> new ResponseBehaviour.After(Duration.ofMillis(300), new ResponseBehaviour.Reply("done")));
            for (int i = 0; i < 30; i++) {
                says("Hello " + i);
                if (i % 10 == 5) {
                    proxy.cut();
                }
            }
            // A job that comes back while its first holder sends waits for as long as that may be uncertain.
            Deadline.eventually(LONG, "all were answered", () -> meta.sentCount() >= 30);
            Deadline.eventually(LONG, "all is acked", () -> broker.alive() == 0);
            assertThat(worker.health().ready()).isTrue();
        }
        assertThat(meta.sent())
                .extracting(SentMessage::contactId)
                .doesNotHaveDuplicates()
                .hasSize(30);
    }

    @Test
    void a_worker_whose_neighbours_were_never_there_can_be_closed() {
        WorkerApp worker = start(Map.of(
                "DATABASE_URL", "postgresql://u:p@127.0.0.1:" + FreePort.next() + "/db",
                "RABBITMQ_URL", "amqp://u:p@127.0.0.1:" + FreePort.next() + "/"));
        Deadline.eventually(SOON, "it says so", () -> worker.health().report().contains("postgresql"));
        assertThat(worker.health().ready()).isFalse();

        assertThatCode(worker::close).doesNotThrowAnyException();
    }
}
