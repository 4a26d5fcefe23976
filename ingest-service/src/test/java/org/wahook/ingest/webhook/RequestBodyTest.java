package org.wahook.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

    private static final int MOST = 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 99_999, 100_000})
    void a_body_up_to_the_limit_is_read_whole_with_a_length_and_without(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);

        assertThat(whole(new RequestBody(inPieces(bytes), size, MOST, LIMIT))).isEqualTo(bytes);
        assertThat(whole(new RequestBody(inPieces(bytes), -1, MOST, LIMIT))).isEqualTo(bytes);
    }

    @Test
    void a_larger_one_is_not_read_further_than_one_byte_over_the_limit() {
        ByteArrayInputStream endless = new ByteArrayInputStream(new byte[10 * MOST]);

        assertThat(new RequestBody(endless, -1, MOST, LIMIT).read()).isInstanceOf(RequestBody.Result.TooLarge.class);
        assertThat(endless.available()).isEqualTo(9 * MOST - 1);
    }

    @Test
    void a_body_that_ends_before_its_length_is_incomplete() {
        assertThat(new RequestBody(new ByteArrayInputStream(new byte[5]), 6, MOST, LIMIT).read())
                .isInstanceOf(RequestBody.Result.Incomplete.class);
    }

    @Test
    void a_body_whose_sender_breaks_off_is_incomplete() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[3]), new Reset());

        assertThat(new RequestBody(broken, 6, MOST, LIMIT).read()).isInstanceOf(RequestBody.Result.Incomplete.class);
    }

    @Test
    void a_body_that_trickles_is_given_up() {
        assertThat(new RequestBody(inPieces(new byte[50]), 50, MOST, Duration.ZERO).read())
                .isInstanceOf(RequestBody.Result.Incomplete.class);
    }

    private static byte[] whole(RequestBody body) {
        return body.read() instanceof RequestBody.Result.Whole(byte[] bytes) ? bytes : new byte[] {-1, -1};
    }

    private static final class Reset extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("reset");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }

    /** As a network gives them: never all at once. */
    private static InputStream inPieces(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1_000));
            }
        };
    }
}
