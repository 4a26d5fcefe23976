package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SendRequest;
import org.wahook.testbed.responder.ResponseBehaviour;

/** A reply of five messages whose worker is killed at each stage: none is lost, none comes twice, and they come in order. */
@Timeout(900)
class ReplyKillTest extends KillStory {

    private static final List<String> FIVE = List.of("One", "Two", "Three", "Four", "Five");
    private static final ResponseBehaviour REPLY = ResponseBehaviour.Raw.json(
            200,
            "{\"version\":2,\"messages\":["
                    + String.join(",", FIVE.stream().map(ReplyKillTest::text).toList()) + "]}");

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    @BeforeEach
    void answersWithFive() {
        system.responseApi.answer(asked -> REPLY);
    }

    private static boolean isPart(SendRequest request, int part) {
        return request.text().equals(FIVE.get(part - 1));
    }

    @Test
    void before_the_reply_is_kept() throws InterruptedException {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            victim.kill();
            return REPLY;
        });
        Customer anna = says("Hello");
        victim.awaitKilled();
        answersWithFive();
        workerComesBack();
        isAnsweredBy(anna, FIVE);
    }

    @Test
    void while_the_reply_is_kept() throws InterruptedException {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            Thread.startVirtualThread(victim::killInAMoment);
            return REPLY;
        });
        Customer anna = says("Hello");
        victim.awaitKilled();
        answersWithFive();
        workerComesBack();
        isAnsweredBy(anna, FIVE);
    }

    /** Meta has the part, or has it not; the worker that comes back can't know, and waits for a status. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "3, false", "4, true", "5, false", "5, true"})
    void while_a_message_is_sent(int part, boolean accepted) throws InterruptedException {
        KillTarget victim = new KillTarget(worker());
        system.meta.behaveOnce(
                request -> isPart(request, part) && victim.kill(),
                accepted ? new GraphBehaviour.AcceptThenHangUp() : new GraphBehaviour.HangUpBefore());
        Customer anna = says("Hello");
        victim.awaitKilled();
        workerComesBack();
        isAnsweredBy(anna, FIVE);
    }

    @Test
    void and_again_while_an_uncertain_message_is_settled() throws InterruptedException {
        KillTarget victim = new KillTarget(worker());
        system.meta.behaveOnce(request -> isPart(request, 3) && victim.kill(), new GraphBehaviour.HangUpBefore());
        Customer anna = says("Hello");
        victim.awaitKilled();
        workerComesBack();
        Deadline.eventually(
                SOON,
                "the part waits for news of it",
                () -> !system.query("SELECT id FROM messages WHERE status = 'sending' AND settle_at IS NOT NULL")
                        .isEmpty());
        worker().kill();
        workerComesBack();
        isAnsweredBy(anna, FIVE);
    }

    @Test
    void between_two_messages() throws InterruptedException {
        KillTarget victim = new KillTarget(worker());
        system.meta.whenSent(sent -> {
            if (sent.text().equals("Two") && sent.token().equals(system.peoplesClient.accessToken())) {
                Thread.startVirtualThread(victim::killInAMoment);
            }
        });
        Customer anna = says("Hello");
        victim.awaitKilled();
        workerComesBack();
        isAnsweredBy(anna, FIVE);
        pause(Duration.ofSeconds(1));
    }
}
