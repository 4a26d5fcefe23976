package org.wahook.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.Secret;
import org.wahook.shared.account.Account;
import org.wahook.testbed.meta.MediaBehaviour;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.testing.Samples;

class InboundMediaTest {

    @Test
    void all_files_of_a_turn_are_waited_for_no_longer_than_one() {
        Secret token = new Secret("token");
        Account account = new Account(new UUID(0, 1), "shop", "number", new Secret("key"), token, Optional.empty());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (SimulatedMeta meta = SimulatedMeta.start();
                GraphMedia graph = new GraphMedia(meta.baseUrl(), "v26.0", Clock.systemUTC())) {
            meta.phoneNumber("number", token.reveal());
            InboundMedia media = new InboundMedia(
                    graph, new MediaMemory(64 * 1024 * 1024, meters), Duration.ofSeconds(2), 1024 * 1024, meters);
            String slow = meta.addMedia("number", "image/jpeg", Arrays.copyOf(Samples.JPEG, 1000));
            meta.behave(slow, new MediaBehaviour.Drip(Duration.ofMillis(50)));
            String quick = meta.addMedia("number", "image/jpeg", Samples.JPEG);

            try (InboundMedia.ForTurn turn = media.open()) {
                assertThat(turn.fetch(account, "image", slow))
                        .isEqualTo(new InboundMedia.Fetched.Missing("unavailable"));
                assertThat(turn.fetch(account, "image", quick))
                        .isEqualTo(new InboundMedia.Fetched.Missing("unavailable"));
            }

            assertThat(meta.mediaDownloads()).containsExactly(slow);
        }
    }
}
