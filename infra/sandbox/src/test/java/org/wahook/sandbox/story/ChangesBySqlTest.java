package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ReceivedQuestion;

/** Another program writes the clients' tables with plain SQL; two running workers are told of it. */
class ChangesBySqlTest {

    /** The promise. A busy machine breaks it now and then, so the best of several tries must keep it. */
    private static final Duration PROMISED = Duration.ofSeconds(2);

    private static final int TRIES = 5;

    /** For any single change, on any machine. A worker that is not told would look after 30 s only. */
    private static final Duration ONCE_TOLD = Duration.ofSeconds(20);

    private static final int CROWD = 30;
    private static final int FEW = 10;

    private StoryFixture stage;
    private int customers;

    @BeforeEach
    void open() {
        stage = StoryFixture.open(2, Map.of());
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

        setStatus(leaving, "inactive");
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
        assertThat(stage.ai().asked()).extracting(ReceivedQuestion::chatbotId).containsOnly(staying.chatbotId());
    }

    @Test
    void a_changed_api_key_is_used_by_every_worker() {
        Client shop = stage.client("shop");
        crowdWritesTo(shop);
        stage.settle();

        changeKey(shop, "a-new-key");
        Deadline.eventually(ONCE_TOLD, "only the new key is used", () -> onlyKeyUsed(shop, "a-new-key"));
        stage.settle();
        stage.ai().forget();
        crowdWritesTo(shop);
        stage.settle();

        assertThat(usedKeys()).containsExactly("a-new-key");
        assertThat(stage.ai().askedCount()).isEqualTo(CROWD);
    }

    @Test
    void a_changed_api_key_is_used_by_every_worker_within_two_seconds() {
        Client shop = stage.client("shop");
        crowdWritesTo(shop);
        stage.settle();

        keepsThePromise(attempt -> {
            String key = "key-" + attempt;
            changeKey(shop, key);
            return timeUntil("only the new key is used", () -> onlyKeyUsed(shop, key));
        });
    }

    @Test
    void a_deactivated_client_is_served_by_no_worker_within_two_seconds() {
        Client shop = stage.client("shop");

        keepsThePromise(attempt -> {
            setStatus(shop, "active");
            crowdWritesTo(shop);
            stage.settle();
            setStatus(shop, "inactive");
            return timeUntil("all messages are nobody's", () -> takenInOfAFew(shop) == 0);
        });
    }

    /** Tries until a change was obeyed in time once. */
    private static void keepsThePromise(IntFunction<Duration> change) {
        List<Duration> took = new ArrayList<>();
        do {
            took.add(change.apply(took.size()));
        } while (took.getLast().compareTo(PROMISED) > 0 && took.size() < TRIES);
        assertThat(took.getLast()).as("the last of %s", took).isLessThanOrEqualTo(PROMISED);
    }

    /** From now, when the change is made. */
    private static Duration timeUntil(String what, BooleanSupplier condition) {
        long changed = System.nanoTime();
        Deadline.eventually(ONCE_TOLD, what, condition);
        return Duration.ofNanos(System.nanoTime() - changed);
    }

    private void changeKey(Client client, String key) {
        stage.system().update("UPDATE chatbots SET api_key = ? WHERE id = ?", key, client.chatbotId());
    }

    private void setStatus(Client client, String status) {
        stage.system()
                .update("UPDATE whatsapp_accounts SET status = ? WHERE chatbot_id = ?", status, client.chatbotId());
    }

    /** Whether all questions that a few messages cause come with this key. */
    private boolean onlyKeyUsed(Client client, String key) {
        stage.ai().forget();
        aFewWriteTo(client);
        StoryFixture.soon("they asked", () -> stage.ai().askedCount() >= FEW);
        return usedKeys().equals(List.of(key));
    }

    /** How many of a few messages are stored; the others are nobody's. */
    private int takenInOfAFew(Client client) {
        int storedBefore = stored();
        int unroutedBefore = stage.letters(Topology.UNROUTED).size();
        aFewWriteTo(client);
        StoryFixture.soon(
                "each is stored or nobody's",
                () -> stored() - storedBefore + stage.letters(Topology.UNROUTED).size() - unroutedBefore == FEW);
        return stored() - storedBefore;
    }

    private int stored() {
        return Integer.parseInt(stage.one("SELECT count(*) FROM messages WHERE direction = 'inbound'"));
    }

    private List<String> usedKeys() {
        return stage.ai().asked().stream()
                .map(ReceivedQuestion::converslyWebId)
                .distinct()
                .toList();
    }

    /** So many customers that both workers have some of them. */
    private void crowdWritesTo(Client client) {
        StoryFixture.atOnce(IntStream.range(0, CROWD)
                .mapToObj(i -> newCustomer())
                .map(customer -> (Callable<String>) () -> stage.say(client, customer, "hello"))
                .toList());
    }

    private void aFewWriteTo(Client client) {
        IntStream.range(0, FEW).forEach(i -> stage.say(client, newCustomer(), "hello"));
    }

    private Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }
}
