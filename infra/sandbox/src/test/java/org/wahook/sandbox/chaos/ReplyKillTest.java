package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private static void answersWithFive() {
        system.responseApi.answer(asked -> REPLY);
    }

    /**
     * The kills come one after the other, each in the reply to a customer of its own, and nobody waits for the replies
     * between them: one whose fate is uncertain waits for some 12 seconds for a status.
     */
    @Test
    @Tag("long")
    void none_is_lost_none_comes_twice_and_they_come_in_order() {
        Map<String, Customer> killed = new LinkedHashMap<>();
        killed.put("before the reply was kept", killedBeforeKept());
        killed.put("while the reply was kept", killedWhileKept());
        // They are asked again, which must not be taken for what comes next.
        killed.forEach((stage, customer) -> isAnsweredBy(stage, customer, FIVE));
        for (int part = 1; part <= FIVE.size(); part++) {
            boolean accepted = part % 2 == 0;
            killed.put(
                    "while part " + part + " was sent, " + (accepted ? "accepted" : "not accepted"),
                    killedInSending(part, accepted));
        }
        killed.put("while part 5 was sent, accepted", killedInSending(5, true));
        killed.put("between two parts", killedBetweenParts());
        killed.put("while part 3 was sent, and again while it was settled", killedInSettlement());
        killed.forEach((stage, customer) -> isAnsweredBy(stage, customer, FIVE));
        pause(Duration.ofSeconds(2));
        killed.forEach((stage, customer) -> isAnsweredBy(stage, customer, FIVE));
    }

    /** The short form. */
    @Test
    void one_whose_worker_is_killed_while_the_third_message_is_sent_comes_whole_and_once() {
        answersWithFive();
        isAnsweredBy(killedInSending(3, false), FIVE);
    }

    private static Customer killedBeforeKept() {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            victim.kill();
            return REPLY;
        });
        return killed(newCustomer(), victim);
    }

    private static Customer killedWhileKept() {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            Thread.startVirtualThread(victim::killInAMoment);
            return REPLY;
        });
        return killed(newCustomer(), victim);
    }

    /** Meta has the part, or has it not; the worker that comes back can't know, and waits for a status. */
    private static Customer killedInSending(int part, boolean accepted) {
        KillTarget victim = new KillTarget(worker());
        Customer customer = newCustomer();
        system.meta.behaveOnce(
                request -> isPart(request, customer, part) && victim.kill(),
                accepted ? new GraphBehaviour.AcceptThenHangUp() : new GraphBehaviour.HangUpBefore());
        return killed(customer, victim);
    }

    private static Customer killedBetweenParts() {
        KillTarget victim = new KillTarget(worker());
        Customer customer = newCustomer();
        system.meta.whenSent(sent -> {
            if (sent.text().equals("Two") && sent.contactId().equals(phone(customer))) {
                Thread.startVirtualThread(victim::killInAMoment);
            }
        });
        return killed(customer, victim);
    }

    private static Customer killedInSettlement() {
        Customer customer = killedInSending(3, false);
        Deadline.eventually(
                SOON,
                "the part waits for news of it",
                () -> !system.query(
                                "SELECT m.id FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id"
                                        + " WHERE c.contact_id = ? AND m.status = 'sending' AND m.settle_at IS NOT NULL",
                                phone(customer))
                        .isEmpty());
        worker().kill();
        workerComesBack();
        return customer;
    }

    private static Customer killed(Customer customer, KillTarget victim) {
        says(customer, "Hello");
        try {
            victim.awaitKilled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
        answersWithFive();
        workerComesBack();
        return customer;
    }

    private static boolean isPart(SendRequest request, Customer customer, int part) {
        return request.contactId().equals(phone(customer)) && request.text().equals(FIVE.get(part - 1));
    }
}
