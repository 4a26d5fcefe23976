package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private static final long KIB = 1024;

    private final BodyMemory memory = new BodyMemory(100 * KIB, 60 * KIB);
    private final AddressUse here = new AddressUse();
    private final AddressUse there = new AddressUse();

    private BodyMemory.Share share(AddressUse address) {
        return new BodyMemory.Share(memory, address);
    }

    @Test
    void there_is_room_until_the_bytes_are_too_many() {
        assertThat(share(here).grow(60 * KIB)).isTrue();
        assertThat(share(there).grow(43 * KIB)).isFalse();
        assertThat(share(there).grow(40 * KIB)).isTrue();
        assertThat(memory.taken()).isEqualTo(100 * KIB);
    }

    @Test
    void unfinished_bodies_of_one_address_take_a_part_of_it() {
        BodyMemory.Share first = share(here);

        assertThat(first.grow(60 * KIB)).isTrue();
        assertThat(share(here).grow(3 * KIB)).isFalse();
        first.complete();
        assertThat(share(here).grow(40 * KIB)).isTrue();
    }

    @Test
    void what_is_given_back_is_there_again_and_once() {
        BodyMemory.Share share = share(here);
        share.grow(50 * KIB);

        share.close();
        share.close();

        assertThat(memory.taken()).isZero();
        assertThat(here.bodyBytes.get()).isZero();
        assertThat(share.grow(3 * KIB)).as("a closed share grows no more").isFalse();
        assertThat(memory.taken()).isZero();
        assertThat(here.bodyBytes.get()).isZero();
    }

    @Test
    void what_gave_way_counts_until_its_reader_lets_go_of_it() {
        List<BodyMemory.Share> gaveWay = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BodyMemory.Share share = share(new AddressUse());
            assertThat(share.grow(50 * KIB)).isTrue();
            share.giveWay();
            gaveWay.add(share);
        }

        assertThat(memory.taken()).isZero();
        BodyMemory.Share late = share(here);
        assertThat(late.grow(2 * KIB)).as("a small body has room all the same").isTrue();
        assertThat(late.grow(3 * KIB)).as("more than twice of it is held").isFalse();
        gaveWay.getFirst().close();
        assertThat(late.grow(40 * KIB)).isTrue();
    }
}
