package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be posted to a callback, and the tokens in its URL. */
class CallbackV2Test {

    @Test
    void an_answer_is_read_as_one_that_came_at_once() {
        String json = "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"state\":\"s\"}";

        assertThat(BotSchemas.problems("bot-answer-v2", json)).isEmpty();
        assertThat(CallbackV2.read(json)).get().isInstanceOfSatisfying(BotAnswer.Reply.class, reply -> {
            assertThat(reply.messages()).hasSize(1);
            assertThat(reply.state()).isEqualTo(StateChange.set("s"));
        });
        assertThat(CallbackV2.read("{\"version\":2,\"actions\":[{\"type\":\"silence\"}]}"))
                .get()
                .isInstanceOf(BotAnswer.Reply.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"code":"overloaded","retryable":true,"retryAfterMs":2000}` | ERROR    | `the bot called back with an error, code overloaded` | 2000
            `{"code":"no such thing !"}`                                 | ERROR    | `the bot called back with an error`                  | -1
            `{"code":"policy","retryable":false}`                        | REJECTED | `the bot called back with an error, code policy`     | -1
            `{"retryAfterMs":-5}`                                        | ERROR    | `the bot called back with an error`                  | -1
            """)
    void an_error_may_be_repeated_unless_the_bot_says_that_it_may_not(
            String error, BotAnswer.Failure kind, String words, long pause) {
        assertThat(CallbackV2.read("{\"version\":2,\"error\":" + error + "}"))
                .contains(new BotAnswer.Failed(
                        kind, words, pause < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(pause))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"version\":1,\"messages\":[]}",
                "{\"version\":2}",
                "{\"version\":2,\"response\":\"Hi\"}",
                "{\"version\":2,\"status\":\"pending\"}"
            })
    void anything_else_is_no_callback(String body) {
        assertThat(CallbackV2.read(body)).isEmpty();
    }

    @Test
    void tokens_are_random_and_only_their_hash_is_kept() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            tokens.add(CallbackToken.create());
        }
        assertThat(tokens).hasSize(1000).allMatch(CallbackToken::isWellFormed);
        String hash =
                CallbackToken.inHeader(CallbackToken.hash(tokens.iterator().next()));
        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(CallbackToken.fromHeader(hash))
                .get()
                .isEqualTo(CallbackToken.hash(tokens.iterator().next()));
        assertThat(List.of("", "x", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "=", "A".repeat(42) + "/"))
                .noneMatch(CallbackToken::isWellFormed);
        assertThat(CallbackToken.fromHeader("x".repeat(64))).isEmpty();
    }
}
