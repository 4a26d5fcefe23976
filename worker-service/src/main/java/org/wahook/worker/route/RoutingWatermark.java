package org.wahook.worker.route;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.topology.Topology;

/**
 * How far the routing has come, in time of receipt. Events are routed in order, so an empty event that goes through the
 * queue now tells, once it is routed, that everything before it is.
 */
public final class RoutingWatermark {

    private static final byte[] EMPTY_EVENT =
            "{\"object\":\"whatsapp_business_account\",\"entry\":[]}".getBytes(StandardCharsets.UTF_8);

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(5);

    /** Routing takes milliseconds unless there is a backlog, and then waiting here would not help. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /**
     * For the end of a WITH clause: the statement is run anyway. Also notes, once a second at most, which accounts were
     * heard of, and the WABA that Meta named with them.
     */
    static final String ADVANCE = """
            heard AS (
                SELECT h.account_id, news.waba
                FROM unnest(:heard, :wabas) AS news (account, waba)
                JOIN whatsapp_account_health h ON h.account_id = news.account
                WHERE h.last_webhook_at IS NULL OR h.last_webhook_at < now() - interval '1 second'
                FOR NO KEY UPDATE OF h SKIP LOCKED),
            noted AS (
                UPDATE whatsapp_account_health h
                SET last_webhook_at = now(), waba_id = coalesce(nullif(heard.waba, ''), h.waba_id)
                FROM heard WHERE h.account_id = heard.account_id),
            behind AS (
                SELECT only_row FROM routing_progress WHERE routed_until < :until FOR NO KEY UPDATE SKIP LOCKED),
            progress AS (
                UPDATE routing_progress p SET routed_until = :until, human_pause = :pause FROM behind WHERE p.only_row = behind.only_row)
            """;

    private static final String ADVANCE_ALONE = "WITH " + ADVANCE + " SELECT 1";

    private static final String READ = "SELECT routed_until FROM routing_progress";

    private final Jdbi jdbi;
    private final ConfirmingPublisher publisher;
    private final Clock clock;

    public RoutingWatermark(Jdbi jdbi, ConfirmingPublisher publisher, Clock clock) {
        this.jdbi = jdbi;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * A step, in the transaction that stores a batch.
     *
     * @param until when ingest received the last of its events
     * @param heard accounts that they are about, each with the WABA that Meta named; empty where it named none
     * @param humanPause for the admin API, which pauses for the same time
     */
    record Advance(Instant until, Map<UUID, String> heard, Duration humanPause) {

        Advance {
            heard = Map.copyOf(heard);
        }

        /** For a statement with {@link #ADVANCE}. */
        Query bindTo(Query query) {
            return query.bind("until", until.atOffset(ZoneOffset.UTC))
                    .bind("heard", heard.keySet().toArray(UUID[]::new))
                    .bind("wabas", heard.values().toArray(String[]::new))
                    .bind("pause", humanPause.toMillis());
        }

        void alone(Handle handle) {
            bindTo(handle.createQuery(ADVANCE_ALONE)).mapTo(Integer.class).one();
        }
    }

    /** Whether all events that were received before this time are routed; where that is unknown it sends one through. */
    public boolean routedUntil(Instant time) {
        if (!read().isBefore(time)) {
            return true;
        }
        Publication marker = Publication.json(
                Topology.EXCHANGE,
                Topology.EVENTS_KEY,
                UUID.randomUUID().toString(),
                Map.of(MessageHeaders.RECEIVED_AT, clock.millis()),
                EMPTY_EVENT);
        return publisher.publish(marker, CONFIRM_TIMEOUT).confirmed() && comesThrough(time);
    }

    private boolean comesThrough(Instant time) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!read().isBefore(time)) {
                return true;
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private Instant read() {
        return jdbi.withHandle(handle ->
                        handle.createQuery(READ).mapTo(OffsetDateTime.class).one())
                .toInstant();
    }
}
