package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminChatbotTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final String CHATBOTS = "/api/v1/chatbots/";
    private static final String ALL_SETTINGS = """
            {"replyDebounce": "2s", "replyDebounceMax": "10s", "historyMessages": 7, "typingIndicator": false,
             "fallbackReply": "We are on it.\\nSorry!", "responseApiBaseUrl": "http://ai.internal:9000/v2",
             "formatting": "asIs", "previewUrl": true}""";

    @Test
    void a_chatbot_is_made_and_its_key_goes_in_and_never_comes_out() {
        AdminResponse made = admin.put(CHATBOTS + "made", "{\"name\": \"Made\", \"apiKey\": \"planted-key\"}");
        AdminResponse read = admin.get(CHATBOTS + "made");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text() + read.text()).doesNotContain("planted-key");
        assertThat(read.field("/name")).isEqualTo("Made");
        assertThat(read.field("/status")).isEqualTo("active");
        assertThat(read.json().path("hasApiKey").asBoolean()).isTrue();
        assertThat(admin.query("SELECT api_key FROM chatbots WHERE id = 'made'"))
                .containsExactly("planted-key");
    }

    @Test
    void what_a_put_leaves_out_stays_as_it_is() {
        admin.put(CHATBOTS + "kept", "{\"name\": \"Kept\", \"apiKey\": \"key\", \"settings\": " + ALL_SETTINGS + "}");

        AdminResponse reply = admin.put(CHATBOTS + "kept", "{\"status\": \"inactive\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("/status")).isEqualTo("inactive");
        assertThat(reply.field("/name")).isEqualTo("Kept");
        assertThat(reply.json().at("/settings/historyMessages").asInt()).isEqualTo(7);
        assertThat(admin.query("SELECT api_key FROM chatbots WHERE id = 'kept'"))
                .containsExactly("key");
    }

    @Test
    void settings_are_kept_as_given_and_replaced_as_a_whole() {
        AdminResponse first = admin.put(CHATBOTS + "settled", "{\"settings\": " + ALL_SETTINGS + "}");

        assertThat(first.field("/settings/replyDebounce")).isEqualTo("2s");
        assertThat(first.field("/settings/fallbackReply")).isEqualTo("We are on it.\nSorry!");
        assertThat(first.json().at("/settings/typingIndicator").asBoolean(true)).isFalse();
        assertThat(admin.query("SELECT settings ->> 'responseApiBaseUrl' FROM chatbots WHERE id = 'settled'"))
                .containsExactly("http://ai.internal:9000/v2");

        AdminResponse second = admin.put(CHATBOTS + "settled", "{\"settings\": {\"historyMessages\": 3}}");

        assertThat(second.json().path("settings")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name": 7}                                                        | name
            {"apiKey": null}                                                   | apiKey
            {"apiKey": ""}                                                     | apiKey
            {"status": "paused"}                                               | status
            {"settings": "none"}                                               | settings
            {"settings": {"replyDebounce": "soon"}}                            | settings.replyDebounce
            {"settings": {"replyDebounce": "2h"}}                              | settings.replyDebounce
            {"settings": {"replyDebounce": "5s", "replyDebounceMax": "2s"}}    | settings.replyDebounceMax
            {"settings": {"historyMessages": 0}}                               | settings.historyMessages
            {"settings": {"typingIndicator": "maybe"}}                         | settings.typingIndicator
            {"settings": {"fallbackReply": ""}}                                | settings.fallbackReply
            {"settings": {"responseApiBaseUrl": "file:///etc/passwd"}}         | settings.responseApiBaseUrl
            {"settings": {"responseApiBaseUrl": "http://169.254.169.254"}}     | settings.responseApiBaseUrl
            {"settings": {"responseApiBaseUrl": "http://[fe80::1]/"}}          | settings.responseApiBaseUrl
            {"settings": {"responseApiBaseUrl": "http://127.0.0.1:8080"}}      | settings.responseApiBaseUrl
            {"settings": {"responseApiBaseUrl": "http://localhost"}}           | settings.responseApiBaseUrl
            {"settings": {"formatting": "html"}}                               | settings.formatting
            {"settings": {"previewUrl": "yes"}}                                | settings.previewUrl
            {"settings": {"colour": "red"}}                                    | settings.colour
            {"colour": "red"}                                                  | colour
            """)
    void a_bad_value_is_named_with_its_path_and_nothing_is_stored(String body, String field) {
        AdminResponse reply = admin.put(CHATBOTS + "bad", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).containsExactly(field);
        assertThat(admin.get(CHATBOTS + "bad").status()).isEqualTo(404);
    }

    @Test
    void if_match_guards_a_change() {
        String seen = admin.put(CHATBOTS + "guarded", "{\"name\": \"one\"}")
                .header("ETag")
                .orElseThrow();

        assertThat(admin.put(CHATBOTS + "guarded", "{\"name\": \"two\"}", "If-Match", seen)
                        .status())
                .isEqualTo(200);
        assertThat(admin.put(CHATBOTS + "guarded", "{\"name\": \"three\"}", "If-Match", seen)
                        .status())
                .isEqualTo(412);
        assertThat(admin.put(CHATBOTS + "not-there", "{}", "If-Match", seen).status())
                .isEqualTo(412);
        assertThat(admin.get(CHATBOTS + "guarded").field("/name")).isEqualTo("two");
        assertThat(admin.get(CHATBOTS + "not-there").status()).isEqualTo(404);
    }

    @Test
    void of_many_changes_at_once_to_the_same_version_exactly_one_is_made() throws Exception {
        String seen = admin.put(CHATBOTS + "crowded", "{}").header("ETag").orElseThrow();
        List<AdminResponse> replies = ConcurrentRequests.ask(
                12, i -> admin.put(CHATBOTS + "crowded", "{\"name\": \"name " + i + "\"}", "If-Match", seen));

        assertThat(replies)
                .extracting(AdminResponse::status)
                .containsOnlyOnce(200)
                .containsOnly(200, 412);
    }

    @Test
    void no_key_comes_out_in_any_answer_or_log_line() {
        try (LogLines log = new LogLines()) {
            List<AdminResponse> replies = List.of(
                    admin.put(CHATBOTS + "quiet", "{\"apiKey\": \"planted-key\"}"),
                    admin.put(CHATBOTS + "quiet", "{\"apiKey\": \"planted\\u0000key\"}"),
                    admin.get(CHATBOTS + "quiet"));

            assertThat(replies).noneMatch(reply -> reply.text().contains("planted"));
            assertThat(log.all()).noneMatch(line -> line.contains("planted"));
        }
    }

    @Test
    void an_id_with_sql_or_odd_characters_is_only_an_id() {
        String id = "x'%3B%20DROP%20TABLE%20chatbots%3B--%20%C3%BC";

        assertThat(admin.put(CHATBOTS + id, "{}").status()).isEqualTo(201);
        assertThat(admin.get(CHATBOTS + id).field("/id")).isEqualTo("x'; DROP TABLE chatbots;-- ü");
        assertThat(admin.put(CHATBOTS + "a%07b", "{}").status()).isEqualTo(400);
    }

    /** Whoever has the admin token must not get a client's key by pointing its response API elsewhere. */
    @ParameterizedTest
    @CsvSource({
        "none, https://ai.example.com, true",
        "https://ai.example.com/v1, https://AI.example.com:443/v2, false",
        "https://ai.example.com, http://ai.example.com, true",
        "https://ai.example.com, https://ai.example.com:8443, true",
        "https://ai.example.com, https://evil.example.com, true",
        "https://ai.example.com, none, false",
        "not a url, https://ai.example.com, true"
    })
    void another_origin_of_the_response_api_demands_the_key_again(String before, String after, boolean demanded) {
        String path = CHATBOTS + "origin-" + Integer.toHexString((before + after).hashCode());
        admin.put(path, "{\"apiKey\": \"planted-key\"}");
        admin.query(
                "UPDATE chatbots SET settings = jsonb_strip_nulls(jsonb_build_object('responseApiBaseUrl', nullif(?, 'none')))"
                        + " WHERE id = ? RETURNING id",
                before,
                path.substring(CHATBOTS.length()));
        String settings = after.equals("none") ? "{}" : "{\"responseApiBaseUrl\": \"" + after + "\"}";

        AdminResponse without = admin.put(path, "{\"settings\": " + settings + "}");
        AdminResponse with = admin.put(path, "{\"apiKey\": \"planted-key\", \"settings\": " + settings + "}");

        assertThat(without.status()).isEqualTo(demanded ? 400 : 200);
        if (demanded) {
            assertThat(without.fieldsAtFault()).containsExactly("apiKey");
        }
        assertThat(with.status()).isEqualTo(200);
    }
}
