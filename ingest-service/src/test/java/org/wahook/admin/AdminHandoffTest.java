package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Conversations that bots have handed over. */
final class AdminHandoffTest {

    @AutoClose
    private static final ConversationFixture fixture = ConversationFixture.start();

    private static final AdminService admin = fixture.admin();
    private final String bot = ConversationFixture.newBot();
    private final String account = fixture.client(bot);

    private static final String HANDOFFS = "/api/v1/handoffs";

    private void handedOver(String id, String since, String team) {
        admin.execute("UPDATE whatsapp_conversations SET bot_paused = true, handoff_at = now() - interval '" + since
                + "', handoff_reason = 'angry', handoff_summary = 'Wants a <b>refund</b>', handoff_team = " + team
                + " WHERE id = " + id);
    }

    @Test
    void those_who_wait_for_a_person_are_listed_longest_first_with_pages_and_for_a_team() {
        String first = fixture.conversation(account, bot, "491");
        String second = fixture.conversation(account, bot, "492");
        String third = fixture.conversation(account, bot, "493");
        fixture.conversation(account, bot, "494");
        handedOver(second, "2 hours", "'billing'");
        handedOver(first, "3 hours", "NULL");
        handedOver(third, "1 hour", "'billing'");

        AdminResponse all = admin.get(HANDOFFS + "?chatbotId=" + bot);
        assertThat(all.status()).isEqualTo(200);
        assertThat(ConversationFixture.ids(all)).containsExactly(first, second, third);
        assertThat(all.field("/items/0/reason")).isEqualTo("angry");
        assertThat(all.field("/items/0/summary")).isEqualTo("Wants a <b>refund</b>");
        assertThat(all.json().at("/items/0/team").isNull()).isTrue();
        assertThat(all.field("/items/1/team")).isEqualTo("billing");
        assertThat(all.field("/items/1/contactId")).isEqualTo("492");
        assertThat(all.field("/items/0/handedOverAt")).isLessThan(all.field("/items/1/handedOverAt"));

        AdminResponse page = admin.get(HANDOFFS + "?chatbotId=" + bot + "&limit=2");
        assertThat(ConversationFixture.ids(page)).containsExactly(first, second);
        assertThat(ConversationFixture.ids(
                        admin.get(HANDOFFS + "?chatbotId=" + bot + "&limit=2&cursor=" + page.field("/nextCursor"))))
                .containsExactly(third);
        assertThat(ConversationFixture.ids(admin.get(HANDOFFS + "?chatbotId=" + bot + "&team=billing")))
                .containsExactly(second, third);
        assertThat(ConversationFixture.ids(admin.get(HANDOFFS + "?chatbotId=nobody")))
                .isEmpty();
        assertThat(ConversationFixture.ids(admin.get(HANDOFFS))).contains(first, second, third);
        assertThat(admin.get(HANDOFFS + "?limit=0&cursor=x").status()).isEqualTo(400);
    }

    @Test
    void one_that_is_given_back_to_the_bot_leaves_the_list_for_good() {
        String id = fixture.conversation(account, bot, "491");
        handedOver(id, "1 hour", "NULL");

        admin.patch("/api/v1/conversations/" + id, "{\"bot\": \"active\"}");
        assertThat(ConversationFixture.ids(admin.get(HANDOFFS + "?chatbotId=" + bot)))
                .isEmpty();
        admin.patch("/api/v1/conversations/" + id, "{\"bot\": \"paused\"}");

        assertThat(ConversationFixture.ids(admin.get(HANDOFFS + "?chatbotId=" + bot)))
                .isEmpty();
    }
}
