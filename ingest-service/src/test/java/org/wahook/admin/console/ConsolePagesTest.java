package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsolePagesTest {

    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]*[?&;]cursor=[^\"]+)\"");

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = new RunningConsole();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private void clients(int count) {
        console.execute("INSERT INTO chatbots (id, name, api_key) SELECT 'bot-' || i, 'Bot ' || i, 'k'"
                + " FROM generate_series(1, " + count + ") i");
        console.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, business_account_id, webhook_url,"
                + " verify_token, access_token, created_at)"
                + " SELECT 'bot-' || i, i::text, 'waba', 'https://bot.example.com/webhook', 'v', 't',"
                + " now() - i * interval '1 hour' FROM generate_series(1, " + count + ") i");
        console.execute("UPDATE whatsapp_account_health SET last_webhook_at = now()");
    }

    private HttpResponse<String> next(HttpResponse<String> page) {
        Matcher next = NEXT.matcher(page.body());
        assertThat(next.find()).as("a link to the next page").isTrue();
        return console.get(next.group(1).replace("&amp;", "&"));
    }

    private static long count(HttpResponse<String> page, String text) {
        return Pattern.compile(Pattern.quote(text))
                .matcher(page.body())
                .results()
                .count();
    }

    @Test
    void the_second_page_of_the_clients_shows_their_health_and_stays_the_second() {
        clients(230);

        HttpResponse<String> second = next(console.get("/console"));

        assertThat(count(second, "<li class=\"card client\">")).isEqualTo(30);
        assertThat(count(second, "Heard from Meta")).isEqualTo(30);
        assertThat(count(second, "Nothing has come from Meta yet")).isZero();
        assertThat(second.body())
                .contains(">Bot 1<")
                .doesNotContain(">Bot 230<")
                .contains("The first clients");
        assertThat(console.refresh(second).body()).contains(">Bot 1<").doesNotContain(">Bot 230<");
    }

    @Test
    void of_very_many_integrations_the_inactive_stand_last_and_each_has_its_own_health() {
        clients(1);
        console.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, status, created_at)"
                + " SELECT 'bot-1', 'old-' || i, 'inactive', now() - interval '1 year' FROM generate_series(1, 250) i");

        HttpResponse<String> first = console.get("/console");
        assertThat(next(first).body()).contains("class=\"light off\"").doesNotContain("light good");
        Matcher client = Pattern.compile(
                        "(?s)/console/clients/([0-9a-f-]{36})\">Bot 1</a></h2>\\s*<p class=\"light good")
                .matcher(first.body());

        assertThat(client.find()).as(first.body()).isTrue();
        assertThat(console.get("/console/clients/" + client.group(1)).body()).contains("<p class=\"light good\">");
    }

    @Test
    void the_second_page_of_the_conversations_stays_the_second() {
        clients(1);
        console.execute(
                "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_name)"
                        + " SELECT a.id, 'bot-1', i::text, 'Customer ' || i FROM whatsapp_accounts a, generate_series(1, 60) i");

        HttpResponse<String> second = next(console.get("/console/conversations?chatbotId=bot-1"));

        assertThat(second.body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
        assertThat(console.refresh(second).body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
    }

    @Test
    void the_second_page_of_those_who_wait_stays_the_second() {
        clients(1);
        console.execute(
                "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_name)"
                        + " SELECT a.id, 'bot-1', i::text, 'Customer ' || i FROM whatsapp_accounts a, generate_series(1, 60) i");
        console.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, status, text, created_at)"
                + " SELECT 'bot-1', id, 'inbound', 'pending', '?', now() - contact_id::int * interval '1 minute'"
                + " - interval '5 minutes' FROM whatsapp_conversations");

        HttpResponse<String> second = next(console.get("/console/unanswered"));

        assertThat(second.body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
        assertThat(console.refresh(second).body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
    }

    @Test
    void those_who_wait_for_a_person_are_listed_with_the_bots_words_as_text() {
        clients(1);
        assertThat(console.get("/console/handoffs").body()).contains("Nobody is waiting for a person");
        console.execute(
                "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_name,"
                        + " bot_paused, handoff_at, handoff_reason, handoff_summary, handoff_team)"
                        + " SELECT a.id, 'bot-1', i::text, 'Customer ' || i, true, now() - i * interval '1 minute',"
                        + " 'asked_for_person', '<b>refund</b>', 'team & co' FROM whatsapp_accounts a, generate_series(1, 60) i");

        HttpResponse<String> first = console.get("/console/handoffs");
        HttpResponse<String> second = next(first);

        assertThat(first.body())
                .contains(">Customer 60<", "asked for a person", "&lt;b&gt;refund&lt;/b&gt;", "team &amp; co")
                .doesNotContain("<b>refund</b>");
        assertThat(second.body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
        assertThat(console.refresh(second).body()).contains(">Customer 1<").doesNotContain(">Customer 60<");
        assertThat(console.get("/console/handoffs?team=nobody").body()).doesNotContain("Customer");
    }

    @Test
    void the_worst_client_stands_first_with_its_cause() {
        clients(3);
        console.execute("UPDATE whatsapp_accounts SET paused_reason = 'token expired' WHERE chatbot_id = 'bot-1'");

        String page = console.get("/console").body();

        assertThat(page.indexOf(">Bot 1<")).isPositive().isLessThan(page.indexOf(">Bot 3<"));
        assertThat(page).contains("Sending is stopped: token expired");
    }

    @Test
    void a_client_whose_chatbot_is_inactive_is_not_called_fine() {
        clients(1);
        console.execute("UPDATE chatbots SET status = 'inactive'");

        assertThat(console.get("/console").body())
                .contains("class=\"light off\"")
                .doesNotContain("light good");
    }

    @Test
    void a_page_behind_the_end_says_so_and_leads_back() {
        clients(230);
        String second = next(console.get("/console")).uri().toString().replaceAll(".*(?=/console)", "");
        console.execute("DELETE FROM whatsapp_accounts WHERE created_at > now() - interval '31 hours'");

        assertThat(console.get(second).body()).contains("No more clients").contains("The first clients");
        assertThat(console.get("/console?cursor=nonsense").statusCode()).isEqualTo(400);
    }
}
