package org.wahook.admin.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.wahook.admin.health.AccountHealth.AiError;
import org.wahook.admin.health.AccountHealth.LastDay;
import org.wahook.admin.health.AccountHealth.LastError;
import org.wahook.admin.health.AccountHealth.Unanswered;
import org.wahook.admin.health.Light.Level;

class LightTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(600);

    private String status = "active";
    private String chatbotStatus = "active";
    private Optional<Instant> lastWebhook = Optional.of(BEFORE);
    private Optional<Instant> lastSend = Optional.of(BEFORE);
    private Optional<LastError> lastError = Optional.empty();
    private Optional<String> paused = Optional.empty();
    private Optional<Instant> nextTry = Optional.empty();
    private Optional<AiError> aiError = Optional.empty();
    private Unanswered unanswered = Unanswered.NONE;
    private LastDay lastDay = new LastDay(100, 0);
    private long deadLetters;
    private List<String> missing = List.of();

    @Test
    void a_client_whose_messages_are_answered_is_fine() {
        assertThat(light()).isEqualTo(new Light(Level.GOOD, ""));
    }

    @Test
    void a_client_with_130_of_134_messages_given_up_is_not_fine() {
        lastDay = new LastDay(134, 130);

        assertThat(light().level()).isEqualTo(Level.BAD);
        assertThat(light().cause()).isEqualTo("130 of 134 messages of the last 24 hours were given up.");
    }

    @Test
    void some_failures_are_worth_a_look_and_one_of_many_is_not() {
        lastDay = new LastDay(100, 6);
        assertThat(light().level()).isEqualTo(Level.WARN);
        lastDay = new LastDay(100, 3);
        assertThat(light().level()).isEqualTo(Level.GOOD);
        lastDay = new LastDay(2, 1);
        assertThat(light().level()).isEqualTo(Level.GOOD);
    }

    @Test
    void a_customer_who_waits_long_is_seen() {
        unanswered = new Unanswered(1, Optional.of(NOW.minus(Duration.ofMinutes(2))));
        assertThat(light().level()).isEqualTo(Level.GOOD);
        unanswered = new Unanswered(1, Optional.of(NOW.minus(Duration.ofMinutes(7))));
        assertThat(light()).isEqualTo(new Light(Level.WARN, "A customer has waited for an answer for 7 minutes."));
        unanswered = new Unanswered(1, Optional.of(NOW.minus(Duration.ofHours(3))));
        assertThat(light()).isEqualTo(new Light(Level.BAD, "A customer has waited for an answer for 3 hours."));
    }

    @Test
    void an_error_of_the_ai_counts_until_something_was_sent() {
        aiError = Optional.of(new AiError("response_api_timeout", "no answer in 60 s", NOW));
        assertThat(light().level()).isEqualTo(Level.BAD);
        assertThat(light().cause()).isEqualTo("The AI does not answer (timeout): no answer in 60 s");
        lastSend = Optional.of(NOW.plusSeconds(1));
        assertThat(light().level()).isEqualTo(Level.GOOD);
    }

    @Test
    void an_error_of_meta_counts_until_something_was_sent() {
        lastError = Optional.of(new LastError("code 131026: undeliverable", NOW));
        assertThat(light().level()).isEqualTo(Level.WARN);
        lastSend = Optional.of(NOW.plusSeconds(1));
        assertThat(light().level()).isEqualTo(Level.GOOD);
    }

    @Test
    void dead_letters_and_missing_tokens_are_worth_a_look() {
        deadLetters = 1;
        assertThat(light().cause()).isEqualTo("1 dead letter waits for somebody to look at it.");
        deadLetters = 0;
        missing = List.of("access token", "verify token");
        assertThat(light()).isEqualTo(new Light(Level.WARN, "There is no access token and no verify token."));
    }

    @Test
    void a_limited_account_is_tried_again_and_the_light_says_when() {
        paused = Optional.of("code 131048: spam limit");
        nextTry = Optional.of(Instant.parse("2026-11-28T20:00:00.5Z"));

        assertThat(light().cause())
                .isEqualTo(
                        "Sending is stopped: code 131048: spam limit. One message is tried again at 2026-11-28T20:00:00Z");
    }

    @Test
    void the_worst_is_named_whatever_else_there_is() {
        deadLetters = 5;
        lastDay = new LastDay(10, 9);
        aiError = Optional.of(new AiError("response_api_error", "500", NOW));
        paused = Optional.of("token expired");
        assertThat(light()).isEqualTo(new Light(Level.BAD, "Sending is stopped: token expired"));
        paused = Optional.empty();
        assertThat(light().cause()).startsWith("The AI does not answer");
    }

    @Test
    void what_is_inactive_is_off_and_what_heard_nothing_waits() {
        status = "inactive";
        assertThat(light().level()).isEqualTo(Level.OFF);
        status = "active";
        chatbotStatus = "inactive";
        assertThat(light().level()).isEqualTo(Level.OFF);
        chatbotStatus = "active";
        lastWebhook = Optional.empty();
        assertThat(light().level()).isEqualTo(Level.WAITING);
    }

    private Light light() {
        return Light.of(
                new AccountHealth(
                        UUID.randomUUID(),
                        "shop",
                        "4711",
                        status,
                        chatbotStatus,
                        lastWebhook,
                        lastSend,
                        lastError,
                        paused,
                        paused.map(why -> BEFORE),
                        nextTry.map(at -> "limited"),
                        nextTry,
                        aiError,
                        unanswered,
                        lastDay,
                        deadLetters,
                        missing,
                        BEFORE),
                NOW);
    }
}
