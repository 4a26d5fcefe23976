package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublishOutcomeTest {

    @Test
    void only_a_confirmed_message_is_durable() {
        assertThat(new PublishOutcome.Confirmed().confirmed()).isTrue();
        assertThat(List.of(
                        new PublishOutcome.Nacked(),
                        new PublishOutcome.Unroutable(),
                        new PublishOutcome.TimedOut(),
                        new PublishOutcome.Unavailable("away"),
                        new PublishOutcome.Full()))
                .noneMatch(PublishOutcome::confirmed);
    }
}
