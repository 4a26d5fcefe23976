package org.wahook.sandbox.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour;

/**
 * What a person writes in the Business app, edits and deletions: each comes three times, in any order and before what it is
 * about, while the worker is killed. Each leaves one row, and the row says what was said last.
 */
@Tag("long")
@Timeout(600)
class CorrectionKillTest extends KillStory {

    private static final int CONVERSATIONS = 40;
    private static final int KILLS = 2;
    private static final int COPIES = 3;

    private static final String ROWS = """
            SELECT string_agg(concat_ws(' ', m.direction, CASE WHEN m.by_human THEN 'person' END,
                                        coalesce(m.text, 'deleted'), CASE WHEN m.hidden THEN '(hidden)' END), ', '
                              ORDER BY m.wa_message_id)
            FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id
            WHERE c.contact_id = ? AND m.wa_message_id LIKE 'wamid.kill.%'
            """;

    /** An edit and a deletion have a row of their own, which nobody is told. */
    private static final String IN_THE_END = "outbound person Mia here, inbound two shoes, inbound two shoes (hidden),"
            + " inbound deleted (hidden), inbound deleted (hidden)";

    private static String rows(Customer customer) {
        return String.valueOf(system.query(ROWS, phone(customer)).getFirst());
    }

    private static List<byte[]> webhooks(Customer customer) {
        String id = "wamid.kill." + phone(customer);
        Instant now = Instant.now();
        return List.of(
                OtherFields.messageEcho(number, customer, id + ".a", now, "Mia here"),
                WebhookBodies.text(number, customer, id + ".b", now, "one shoe"),
                WebhookBodies.messages(
                        number,
                        customer,
                        MessageBodies.edit(customer, id + ".b.edit", now.plusSeconds(1), id + ".b", "two shoes")),
                WebhookBodies.text(number, customer, id + ".c", now, "my password"),
                WebhookBodies.messages(
                        number,
                        customer,
                        MessageBodies.revoke(customer, id + ".c.revoke", now.plusSeconds(1), id + ".c")));
    }

    @Test
    void echoes_edits_and_deletions_leave_one_row_each_whatever_is_killed() {
        system.responseApi.answer(asked ->
                ResponseBehaviour.Raw.json(200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Yes\"}]}"));
        List<Customer> customers = new ArrayList<>();
        List<byte[]> posts = new ArrayList<>();
        for (int i = 0; i < CONVERSATIONS; i++) {
            Customer customer = newCustomer();
            customers.add(customer);
            for (int copy = 0; copy < COPIES; copy++) {
                posts.addAll(webhooks(customer));
            }
        }
        Collections.shuffle(posts, new Random(CONVERSATIONS));

        int killEvery = posts.size() / (KILLS + 1);
        for (int i = 0; i < posts.size(); i++) {
            assertThat(system.sender().post(posts.get(i)).status()).isEqualTo(200);
            if (i % killEvery == killEvery - 1 && i < posts.size() - 1) {
                worker().kill();
                workerComesBack();
            }
        }

        Deadline.eventually(
                SOON,
                "each customer's rows are as they should be",
                () -> customers.stream().allMatch(customer -> rows(customer).equals(IN_THE_END)));
        Deadline.eventually(
                SOON, "nothing is pending", () -> customers.stream().allMatch(customer -> unfinished(customer) == 0));
        pause(Duration.ofSeconds(2));
        assertThat(customers).allSatisfy(customer -> assertThat(rows(customer)).isEqualTo(IN_THE_END));
    }
}
