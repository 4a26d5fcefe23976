package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.broker.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.Asked;

/** Another program writes the clients' tables with plain SQL; two running workers are told of it. */
class ChangesBySqlTest {

    /** Two seconds, where the machine has nothing else to do. A worker that is not told would look after 30 s only. */
    private static final Duration ONCE_TOLD = Duration.ofSeconds(20);

    private static final int CROWD = 30;

    private Stage stage;
    private int customers;

    @BeforeEach
    void open() {
        stage = Stage.open(2, Map.of());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_new_client_is_served_though_its_number_was_unknown_before() {
        Client late = Client.named("late");
        crowdWritesTo(late);
        stage.settle();
        assertThat(stage.letters(Topology.UNROUTED)).hasSize(CROWD);

        stage.client(late);
        Deadline.eventually(ONCE_TOLD, "a message is answered", () -> {
            stage.say(late, newCustomer(), "now?");
            return stage.meta().sentCount() > 0;
        });
        stage.settle();
        stage.meta().forget();
        crowdWritesTo(late);
        stage.settle();

        assertThat(stage.meta().sentCount()).isEqualTo(CROWD);
    }

    @Test
    void a_deactivated_client_is_served_no_more_and_the_other_one_goes_on() {
        Client leaving = stage.client("leaving");
        Client staying = stage.client("staying");
        crowdWritesTo(leaving);
        stage.settle();
        assertThat(stage.meta().sentCount()).isEqualTo(CROWD);

        stage.system()
                .update("UPDATE whatsapp_accounts SET status = 'inactive' WHERE chatbot_id = ?", leaving.chatbotId());
        Deadline.eventually(ONCE_TOLD, "a message is nobody's", () -> {
            stage.say(leaving, newCustomer(), "still there?");
            return !stage.letters(Topology.UNROUTED).isEmpty();
        });
        stage.settle();
        stage.meta().forget();
        stage.ai().forget();
        int unrouted = stage.letters(Topology.UNROUTED).size();
        crowdWritesTo(leaving);
        crowdWritesTo(staying);
        stage.settle();

        assertThat(stage.letters(Topology.UNROUTED)).hasSize(unrouted + CROWD);
        assertThat(stage.meta().sent())
                .hasSize(CROWD)
                .allSatisfy(sent -> assertThat(sent.token()).isEqualTo(staying.accessToken()));
        assertThat(stage.ai().asked()).extracting(Asked::chatbotId).containsOnly(staying.chatbotId());
    }

    @Test
    void a_changed_api_key_is_used_by_every_worker() {
        Client shop = stage.client("shop");
        crowdWritesTo(shop);
        stage.settle();

        stage.system().update("UPDATE chatbots SET api_key = 'a-new-key' WHERE id = ?", shop.chatbotId());
        Deadline.eventually(ONCE_TOLD, "only the new key is used", () -> {
            stage.ai().forget();
            IntStream.range(0, 10).forEach(i -> stage.say(shop, newCustomer(), "hello"));
            Stage.soon("they asked", () -> stage.ai().askedCount() >= 10);
            return usedKeys().equals(List.of("a-new-key"));
        });
        stage.settle();
        stage.ai().forget();
        crowdWritesTo(shop);
        stage.settle();

        assertThat(usedKeys()).containsExactly("a-new-key");
        assertThat(stage.ai().askedCount()).isEqualTo(CROWD);
    }

    private List<String> usedKeys() {
        return stage.ai().asked().stream().map(Asked::converslyWebId).distinct().toList();
    }

    /** So many customers that both workers have some of them. */
    private void crowdWritesTo(Client client) {
        Stage.atOnce(IntStream.range(0, CROWD)
                .mapToObj(i -> newCustomer())
                .map(customer -> (Callable<String>) () -> stage.say(client, customer, "hello"))
                .toList());
    }

    private Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }
}
