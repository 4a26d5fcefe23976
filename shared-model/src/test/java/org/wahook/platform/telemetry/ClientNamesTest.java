package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNamesTest {

    @Test
    void the_first_chatbots_have_labels_of_their_own_for_good_and_all_others_share_one() {
        ClientNames names = new ClientNames(2);

        assertThat(names.labelOf("a")).isEqualTo("a");
        assertThat(names.labelOf("b")).isEqualTo("b");
        assertThat(names.labelOf("c")).isEqualTo("other");
        assertThat(names.labelOf("a")).isEqualTo("a");
        assertThat(names.labelOf("d")).isEqualTo("other");
    }
}
