package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Sessions sessions = new Sessions(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_session_ends_after_an_hour_without_a_visit() {
        String id = sessions.begin();
        pass(Duration.ofMinutes(59));
        assertThat(sessions.find(id)).isPresent();
        pass(Duration.ofMinutes(59));
        assertThat(sessions.find(id)).isPresent();
        pass(Duration.ofMinutes(61));
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void a_page_that_asks_again_by_itself_keeps_no_session_open() {
        String id = sessions.begin();
        for (int i = 0; i < 59; i++) {
            pass(Duration.ofMinutes(1));
            assertThat(sessions.peek(id)).isPresent();
        }
        pass(Duration.ofMinutes(2));
        assertThat(sessions.peek(id)).isEmpty();
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void a_session_ends_after_twelve_hours_however_often_it_is_used() {
        String id = sessions.begin();
        for (int i = 0; i < 23; i++) {
            pass(Duration.ofMinutes(30));
            assertThat(sessions.find(id)).isPresent();
        }
        pass(Duration.ofMinutes(31));
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void what_has_happened_is_said_once() {
        Session session = sessions.find(sessions.begin()).orElseThrow();
        session.succeeded("Added.");
        assertThat(session.takeNotice()).map(Session.Notice::text).hasValue("Added.");
        assertThat(session.takeNotice()).isEmpty();
    }
}
