package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.route.RouterFixture.ANNA;
import static org.wahook.worker.route.RouterFixture.job;
import static org.wahook.worker.route.RouterFixture.text;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.Publication;
import org.wahook.testbed.meta.Customer;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** Whose conversation a message belongs to. */
class RouterContactsTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final RouterFixture router = new RouterFixture(database);
    private final Client shop = router.shop();

    @Test
    void two_clients_with_one_number_each_get_their_own_conversation_and_job() {
        Client other = database.client(shop.chatbotId() + "-b", shop.phoneNumberId());
        List<Publication> published = router.route(text(shop, ANNA, "wamid.A", "Hello"));

        assertThat(published)
                .extracting(one -> job(one).chatbotId())
                .containsExactlyInAnyOrder(shop.chatbotId(), other.chatbotId());
        assertThat(published).extracting(one -> job(one).conversationId()).doesNotHaveDuplicates();
        assertThat(router.texts(shop)).containsExactly("Hello");
        assertThat(router.texts(other)).containsExactly("Hello");
    }

    @Test
    void one_customer_at_two_clients_numbers_has_two_conversations() {
        Client other = database.client();
        router.route(text(shop, ANNA, "wamid.A", "to the shop"), text(other, ANNA, "wamid.B", "to the other"));

        assertThat(router.texts(shop)).containsExactly("to the shop");
        assertThat(router.texts(other)).containsExactly("to the other");
    }

    @Test
    void a_customer_who_hid_the_number_and_shows_it_later_stays_in_the_same_conversation() {
        String userId = "US." + shop.phoneNumberId();
        Customer hidden = Customer.withoutPhone(userId, "Bo");
        Customer shown = new Customer("14155550123", userId, "Bo");

        long first = job(router.route(text(shop, hidden, "wamid.1", "without")).getFirst())
                .conversationId();
        long second = job(router.route(text(shop, shown, "wamid.2", "with")).getFirst())
                .conversationId();
        long third = job(router.route(text(shop, hidden, "wamid.3", "without again"))
                        .getFirst())
                .conversationId();

        assertThat(List.of(second, third)).containsOnly(first);
        assertThat(database.row("SELECT * FROM whatsapp_conversations WHERE id = ?", first))
                .containsEntry("contact_id", userId)
                .containsEntry("contact_user_id", userId)
                .containsEntry("contact_phone", "14155550123");
    }

    @Test
    void a_customer_who_hides_the_number_later_is_recognised_by_the_user_id_that_came_with_it() {
        String userId = "US." + shop.phoneNumberId();
        Customer shown = new Customer("14155550123", userId, "Bo");

        long first = job(router.route(text(shop, shown, "wamid.1", "with")).getFirst())
                .conversationId();
        long second = job(router.route(text(shop, Customer.withoutPhone(userId, "Bo"), "wamid.2", "without"))
                        .getFirst())
                .conversationId();

        assertThat(second).isEqualTo(first);
        assertThat(router.texts(shop)).containsExactly("with", "without");
    }

    @Test
    void a_new_customer_who_comes_with_and_without_the_number_in_one_batch_has_one_conversation() {
        String userId = "US." + shop.phoneNumberId();
        Customer hidden = Customer.withoutPhone(userId, "Bo");
        Customer shown = new Customer("14155550123", userId, "Bo");

        List<Publication> jobs = router.route(
                text(shop, hidden, "wamid.1", "without"),
                text(shop, shown, "wamid.2", "with"),
                text(shop, hidden, "wamid.3", "without again"));

        assertThat(jobs).hasSize(1);
        assertThat(router.texts(shop)).containsExactly("without", "with", "without again");
        assertThat(database.row(
                        "SELECT * FROM whatsapp_conversations WHERE id = ?",
                        job(jobs.getFirst()).conversationId()))
                .containsEntry("contact_id", "14155550123")
                .containsEntry("contact_user_id", userId);
    }

    @Test
    void a_user_id_means_nobody_at_another_client() {
        Client other = database.client();
        String userId = "US." + shop.phoneNumberId();
        long here = job(router.route(text(shop, new Customer("14155550123", userId, "Bo"), "wamid.1", "a"))
                        .getFirst())
                .conversationId();
        long there = job(router.route(text(other, Customer.withoutPhone(userId, "Bo"), "wamid.2", "b"))
                        .getFirst())
                .conversationId();

        assertThat(there).isNotEqualTo(here);
    }
}
