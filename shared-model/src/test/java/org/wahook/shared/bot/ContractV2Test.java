package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.chosen;
import static org.wahook.shared.bot.AskedBot.photo;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.testbed.http.SimulatedAnswer;

class ContractV2Test extends BotFixture {

    private static final String SETTINGS = "{\"responseContract\":\"v2\"}";
    private static final Secret SIGNING = new Secret("whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==");

    @Test
    void the_request_fits_its_schema_and_is_signed() {
        bot.answers(200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Hi\"}]}");

        BotAnswer answer = bot.ask(
                SETTINGS, turn(Optional.of("s1"), words("Hello"), chosen("y", "Yes"), photo()), Optional.of(SIGNING));

        assertThat(inShort(answer)).isEqualTo("text:Hi");
        AskedBot.Got got = bot.got().getFirst();
        assertThat(got.path()).isEqualTo("/response");
        assertThat(got.header("Accept")).isEqualTo(ContractV2.ACCEPT);
        assertThat(got.header("Idempotency-Key")).isEqualTo("turn-1-2");
        assertThat(got.header("webhook-id")).isEqualTo("turn-1-2");
        assertThat(got.header("Authorization")).isEqualTo("Bearer " + AskedBot.KEY);
        assertThat(StandardWebhooks.verify(
                        SIGNING,
                        "turn-1-2",
                        got.header("webhook-timestamp"),
                        got.header("webhook-signature"),
                        got.body().getBytes(StandardCharsets.UTF_8),
                        AskedBot.NOW))
                .isTrue();
        assertThat(got.body()).doesNotContain(AskedBot.KEY);
        assertThat(BotSchemas.problems("bot-request-v2", got.body())).isEmpty();
        assertThat(got.json().path("input").path(1).path("reply").path("id").asString())
                .isEqualTo("y");
        assertThat(got.json().path("input").path(2).path("media").path("data").asString())
                .isEqualTo("AQID");
        assertThat(got.json().path("state").asString()).isEqualTo("s1");
    }

    @Test
    void without_a_secret_nothing_is_signed() {
        bot.answers(200, "{\"version\":2,\"messages\":[],\"actions\":[{\"type\":\"silence\"}]}");

        assertThat(inShort(bot.ask(SETTINGS, turn(words("Hello"))))).isEqualTo("+silence");
        assertThat(bot.got().getFirst().header("webhook-signature")).isEmpty();
    }

    @Test
    void all_of_an_answer_is_read() {
        String json = """
                {"version":2,"messages":[
                  {"type":"buttons","text":"Book it?","buttons":[{"id":"y","title":"Yes"},{"id":"n","title":"No"}],
                   "fallbackText":"Book it? Reply yes or no","replyTo":"wamid.X","delayMs":1500},
                  {"type":"list","text":"Which?","button":"Choose","sections":[{"rows":[{"id":"1","title":"Red"}]}],
                   "fallbackText":"Red?"},
                  {"type":"image","url":"https://img.example/a.jpg","caption":"A","fallbackText":"A picture"},
                  {"type":"location","latitude":52.5,"longitude":13.4,"name":"Shop","fallbackText":"Shop, Berlin"},
                  {"type":"ctaUrl","text":"Look","label":"Open","url":"https://a.example/","fallbackText":"a.example"},
                  {"type":"hologram","fallbackText":"Look at our page"}],
                 "actions":[{"type":"handoff","reason":"asked_for_person","summary":"Wants a refund","team":"billing"},
                  {"type":"dance"}],
                 "state":"abc","usage":{"model":"m1","inputTokens":812,"outputTokens":40,"cost":"0.0012","currency":"USD"}}
                """;
        bot.answers(200, json);

        BotAnswer.Reply answer = reply(bot.ask(SETTINGS, turn(words("Hello"))));

        assertThat(answer.messages().stream().map(one -> one.content().type()).toList())
                .containsExactly("buttons", "list", "image", "location", "ctaUrl", "text");
        assertThat(answer.messages().getFirst().replyTo()).contains("wamid.X");
        assertThat(answer.messages().getFirst().delay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(answer.messages().getLast().fallbackText()).isEqualTo("Look at our page");
        assertThat(answer.actions())
                .containsExactly(new BotAction.Handoff("asked_for_person", "Wants a refund", Optional.of("billing")));
        assertThat(answer.state()).isEqualTo(StateChange.set("abc"));
        assertThat(answer.usage()).contains(new BotAnswer.Usage("m1", 812, 40, "0.0012", "USD"));
        assertThat(answer.notes()).containsExactly("hologram: not a type of contract 2", "an unknown action");
        // The two unknown kinds are allowed by the schema too: it grows.
        assertThat(BotSchemas.problems("bot-answer-v2", json)).isEmpty();
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"response":"as of old"} ^ text:as of old
            200 ^ {"response":" "} ^ ''
            200 ^ {"version":2} ^ !NO_REPLY
            200 ^ {"version":2,"messages":[]} ^ ''
            200 ^ {"version":2,"messages":[{"type":"text"}]} ^ !NO_REPLY
            200 ^ {"version":2,"messages":[{"type":"buttons","text":"t","buttons":[],"fallbackText":"f"}]} ^ text:f
            200 ^ {"version":2,"status":"pending","ref":"j"} ^ !NO_REPLY
            202 ^ {"version":2,"status":"pending","ref":"job9"} ^ pending:job9
            500 ^ {"version":2,"error":{"code":"x","retryable":false}} ^ !REJECTED
            400 ^ {"version":2,"error":{"code":"x","retryable":true}} ^ !ERROR
            429 ^ {"version":2,"error":{"code":"x","retryable":true}} ^ !THROTTLED
            400 ^ {} ^ !REJECTED
            502 ^ oops ^ !ERROR
            """)
    void what_an_answer_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(SETTINGS, turn(words("Hi"))))).isEqualTo(expected);
    }

    @Test
    void an_error_may_say_when_to_come_back() {
        bot.answers(503, "{\"error\":{\"retryAfterMs\":2000}}");

        assertThat(bot.ask(SETTINGS, turn(words("Hi"))))
                .isEqualTo(
                        new BotAnswer.Failed(BotAnswer.Failure.ERROR, "HTTP 503", Optional.of(Duration.ofSeconds(2))));
    }

    @Test
    void a_bot_that_lost_its_state_is_asked_once_more_without_it() {
        bot.answers(409, "{\"error\":{\"code\":\"gone\",\"stateLost\":true}}")
                .answers(200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Hi again\"}]}");

        assertThat(inShort(bot.ask(SETTINGS, turn(Optional.of("old"), words("Hi")))))
                .isEqualTo("text:Hi again");
        assertThat(bot.got().getLast().json().has("state")).isFalse();
    }

    @Test
    void state_that_is_too_large_leaves_the_old_one() {
        bot.answers(200, "{\"version\":2,\"messages\":[],\"state\":\"" + "é".repeat(2049) + "\"}");

        BotAnswer.Reply answer = reply(bot.ask(SETTINGS, turn(words("Hi"))));

        assertThat(answer.state()).isEqualTo(StateChange.unchanged());
        assertThat(answer.notes()).containsExactly("state must be a text of at most 4096 bytes");
    }

    @Test
    void more_than_ten_messages_and_more_than_16_kib_of_text_are_cut() {
        String message = "{\"type\":\"text\",\"text\":\"" + "x".repeat(2000) + "\"}";
        bot.answers(
                200,
                "{\"version\":2,\"messages\":[" + String.join(",", java.util.Collections.nCopies(12, message)) + "]}");

        BotAnswer.Reply answer = reply(bot.ask(SETTINGS, turn(words("Hi"))));

        assertThat(answer.messages()).hasSize(8);
        assertThat(answer.notes()).contains("more than 16 KiB of text");
    }

    @Test
    void a_bot_that_does_not_answer_in_time_may_be_asked_again() {
        bot.within(Duration.ofMillis(300)).answers(new SimulatedAnswer.Silence());

        assertThat(inShort(bot.ask(SETTINGS, turn(words("Hi"))))).isEqualTo("!TIMEOUT");
    }
}
