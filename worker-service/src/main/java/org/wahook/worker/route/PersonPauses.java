package org.wahook.worker.route;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;

/**
 * A person of the client has written in the WhatsApp Business app: what was asked before is answered, and the bot is
 * silent there for a while.
 */
final class PersonPauses {

    private static final String ERROR =
            "{\"reason\": \"conversation_paused\", \"message\": \"a person answered in the WhatsApp Business app\"}";

    /** Meta tells both times in whole seconds. */
    private static final String ANSWERED = """
            UPDATE messages SET status = 'answered'
            FROM unnest(:conversations, :times) AS echo (conversation, at)
            CROSS JOIN LATERAL (
                SELECT id FROM messages
                WHERE conversation_id = echo.conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND turn_number IS NULL
                  AND date_trunc('second', coalesce(sent_at, created_at)) <= echo.at
                OFFSET 0) AS question
            WHERE messages.id = question.id AND messages.status = 'pending'
            """;

    /** A pause that somebody must end stays one. */
    private static final String PAUSE = """
            UPDATE whatsapp_conversations c
            SET person_wrote_at = greatest(c.person_wrote_at, p.at),
                bot_paused = c.bot_paused OR p.pauses, bot_version = c.bot_version + CASE WHEN p.pauses THEN 1 ELSE 0 END,
                bot_paused_until = CASE WHEN p.pauses
                                        THEN greatest(now() + p.pause * interval '1 ms',
                                                      CASE WHEN c.bot_paused THEN c.bot_paused_until END)
                                        ELSE c.bot_paused_until END
            FROM (SELECT o.id, echo.at, echo.pause,
                         echo.pause > 0 AND NOT (o.bot_paused AND o.bot_paused_until IS NULL) AS pauses
                  FROM unnest(:conversations, :times, :pauses) AS echo (conversation, at, pause)
                  JOIN whatsapp_conversations o ON o.id = echo.conversation) AS p
            WHERE c.id = p.id
            """;

    private static final String ENDS = """
            SELECT id, bot_version, bot_paused_until FROM whatsapp_conversations
            WHERE id = ANY (:conversations) AND bot_paused AND bot_paused_until > now()
            """;

    private final Duration usual;

    /** @param usual pause of a client that has set none; zero for none */
    PersonPauses(Duration usual) {
        this.usual = usual;
    }

    Duration usual() {
        return usual;
    }

    /** The end of a pause, at which a job looks what is left to be answered. */
    record PauseEnd(InboundDelivery echo, long conversationId, long version, Instant at) {}

    /** @param answeredUntil when the person last said something; null for one who only corrected what was said */
    private record Echo(
            long conversationId,
            InboundDelivery delivery,
            @Nullable Instant answeredUntil,
            boolean fresh) {

        static Echo both(Echo a, Echo b) {
            Instant until = Stream.of(Optional.ofNullable(a.answeredUntil), Optional.ofNullable(b.answeredUntil))
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo)
                    .orElse(null);
            return new Echo(a.conversationId(), b.delivery(), until, a.fresh() || b.fresh());
        }
    }

    /**
     * @param fresh messages that were not there before: what came again pauses nothing again
     * @param interrupted is given the conversations in which a person has written, also where the echo came again
     * @return the ends of the pauses, those of an earlier delivery too: their jobs may not have been published
     */
    List<PauseEnd> apply(
            Handle handle,
            List<InboundDelivery> messages,
            KnownConversations conversations,
            Set<InboundInsert.Key> fresh,
            Set<Long> interrupted) {
        Map<Long, Echo> last = new HashMap<>();
        messages.stream().filter(InboundDelivery::byPerson).forEach(it -> {
            long id = conversations.idOf(it);
            boolean isFresh =
                    fresh.contains(new InboundInsert.Key(id, it.message().id()));
            Instant until = it.message().content().told() ? it.sentAt() : null;
            last.merge(id, new Echo(id, it, until, isFresh), Echo::both);
        });
        List<Echo> news = last.values().stream().filter(Echo::fresh).toList();
        if (!news.isEmpty()) {
            Set<Long> written =
                    new LinkedHashSet<>(news.stream().map(Echo::conversationId).toList());
            Interruptions.interrupt(handle, written, ERROR);
            SqlArrays<Echo> echoes = SqlArrays.of(news);
            handle.createUpdate(ANSWERED)
                    .bind("conversations", echoes.longs(Echo::conversationId))
                    .bind("times", echoes.instants(Echo::answeredUntil))
                    .execute();
            handle.createUpdate(PAUSE)
                    .bind("conversations", echoes.longs(Echo::conversationId))
                    .bind("times", echoes.instants(Echo::answeredUntil))
                    .bind("pauses", echoes.longs(it -> pause(it).toMillis()))
                    .execute();
        }
        interrupted.addAll(last.keySet());
        return ends(handle, last);
    }

    private Duration pause(Echo echo) {
        return echo.delivery().account().settings().humanPause().orElse(usual);
    }

    private static List<PauseEnd> ends(Handle handle, Map<Long, Echo> echoes) {
        List<PauseEnd> ends = new ArrayList<>();
        if (!echoes.isEmpty()) {
            handle.createQuery(ENDS)
                    .bind("conversations", echoes.keySet().toArray(Long[]::new))
                    .map((row, context) -> {
                        Echo echo = echoes.get(row.getLong(1));
                        Instant until = row.getObject(3, OffsetDateTime.class).toInstant();
                        return echo != null
                                && ends.add(
                                        new PauseEnd(echo.delivery(), echo.conversationId(), row.getLong(2), until));
                    })
                    .list();
        }
        return ends;
    }
}
