package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleChangeTest {

    private static RunningConsole console;

    private String edit = "";

    @BeforeAll
    static void start() {
        console = new RunningConsole();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void a_client() {
        console.execute("TRUNCATE chatbots CASCADE");
        console.execute("INSERT INTO chatbots (id, name, api_key) VALUES ('shop', 'The shop', 'k')");
        console.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, business_account_id, webhook_url,"
                + " verify_token, access_token) VALUES"
                + " ('shop', '4711', 'waba-1', 'https://bot.example.com/webhook', 'v', 't')");
        Matcher client = Pattern.compile("/console/clients/[0-9a-f-]{36}")
                .matcher(console.get("/console").body());
        assertThat(client.find()).isTrue();
        edit = client.group() + "/edit";
    }

    private HttpResponse<String> change(Map<String, String> form, String name, String value) {
        Map<String, String> filled = new HashMap<>(form);
        filled.put(name, value);
        return console.post(edit, filled);
    }

    private Map<String, String> form() {
        return RunningConsole.fields(console.get(edit));
    }

    @Test
    void a_name_that_is_cleared_is_gone() {
        assertThat(change(form(), "chatbotName", "").statusCode()).isEqualTo(303);

        assertThat(form().get("chatbotName")).isEmpty();
        assertThat(console.get("/console").body()).contains(">shop</a>");
    }

    @Test
    void what_must_not_be_empty_is_refused_and_not_ignored() {
        assertThat(console.get(edit).body()).containsPattern("id=\"webhookUrl\"[^>]* required");
        HttpResponse<String> refused = change(form(), "webhookUrl", "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Callback URL must be an https URL");
        assertThat(form()).containsEntry("webhookUrl", "https://bot.example.com/webhook");
    }

    @Test
    void a_form_without_a_change_changes_nothing() {
        assertThat(console.post(edit, form()).statusCode()).isEqualTo(303);
        assertThat(console.get("/console").body()).contains("Nothing was changed.");
    }

    @Test
    void an_account_of_another_program_without_ids_can_be_renamed() {
        console.execute("UPDATE whatsapp_accounts SET business_account_id = '', webhook_url = ''");

        assertThat(change(form(), "chatbotName", "Renamed").statusCode()).isEqualTo(303);
    }

    @Test
    void after_a_colleagues_change_the_form_shows_it_and_the_next_try_succeeds() {
        Map<String, String> mine = form();
        change(form(), "webhookUrl", "https://colleague.example.com/webhook");

        HttpResponse<String> refused = change(mine, "businessAccountId", "waba-2");

        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body())
                .contains("Somebody else changed this client meanwhile")
                .contains("Callback URL was changed meanwhile, from “https://bot.example.com/webhook”");
        Map<String, String> again = RunningConsole.fields(refused);
        assertThat(again)
                .containsEntry("businessAccountId", "waba-2")
                .containsEntry("webhookUrl", "https://colleague.example.com/webhook");
        assertThat(console.post(edit, again).statusCode()).isEqualTo(303);
        assertThat(form())
                .containsEntry("businessAccountId", "waba-2")
                .containsEntry("webhookUrl", "https://colleague.example.com/webhook");
    }

    @Test
    void of_two_who_change_the_same_field_the_second_sees_what_the_first_has_put_there() {
        Map<String, String> mine = form();
        change(form(), "chatbotName", "Theirs");

        HttpResponse<String> refused = change(mine, "chatbotName", "Mine");

        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body()).contains("Name was changed meanwhile to “Theirs”");
        assertThat(form()).containsEntry("chatbotName", "Theirs");
        assertThat(console.post(edit, RunningConsole.fields(refused)).statusCode())
                .isEqualTo(303);
        assertThat(form()).containsEntry("chatbotName", "Mine");
    }

    @Test
    void where_one_half_is_out_of_date_the_other_is_not_kept_either() {
        Map<String, String> mine = new HashMap<>(form());
        change(form(), "webhookUrl", "https://colleague.example.com/webhook");
        mine.put("chatbotName", "Half");

        assertThat(change(mine, "businessAccountId", "waba-2").statusCode()).isEqualTo(412);
        assertThat(form()).containsEntry("chatbotName", "The shop");
    }

    @Test
    void secrets_do_not_come_back_with_a_form_that_was_refused() {
        Map<String, String> mine = new HashMap<>(form());
        mine.put("accessToken", "planted-token");
        mine.put("apiKey", "planted-key");

        assertThat(change(mine, "webhookUrl", "ftp://nowhere").body()).doesNotContain("planted");
    }
}
