package org.wahook.worker.route;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
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
            UPDATE messages m SET status = 'answered'
            FROM unnest(:conversations, :times) AS echo (conversation, at)
            WHERE m.conversation_id = echo.conversation AND (m.status IN ('pending', 'draft', 'sending')) IS TRUE
              AND m.status = 'pending' AND m.turn_number IS NULL
              AND date_trunc('second', coalesce(m.sent_at, m.created_at)) <= echo.at
            """;

    /** A pause that somebody must end stays one. */
    private static final String PAUSE = """
            UPDATE whatsapp_conversations c
            SET bot_paused = true, bot_version = c.bot_version + 1,
                bot_paused_until = greatest(now() + echo.pause * interval '1 ms',
                                            CASE WHEN c.bot_paused THEN c.bot_paused_until END)
            FROM unnest(:conversations, :pauses) AS echo (conversation, pause)
            WHERE c.id = echo.conversation AND echo.pause > 0
              AND NOT (c.bot_paused AND c.bot_paused_until IS NULL)
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

    private record Echo(long conversationId, InboundDelivery delivery, boolean fresh) {

        static Echo later(Echo a, Echo b) {
            Echo last = a.delivery().sentAt().isAfter(b.delivery().sentAt()) ? a : b;
            return new Echo(last.conversationId(), last.delivery(), a.fresh() || b.fresh());
        }
    }

    /**
     * @param fresh messages that were not there before: what came again pauses nothing again
     * @param interrupted is given the conversations in which a person has written
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
            last.merge(id, new Echo(id, it, isFresh), Echo::later);
        });
        List<Echo> news = last.values().stream().filter(Echo::fresh).toList();
        if (!news.isEmpty()) {
            Set<Long> written =
                    new LinkedHashSet<>(news.stream().map(Echo::conversationId).toList());
            Interruptions.interrupt(handle, written, ERROR);
            SqlArrays<Echo> echoes = SqlArrays.of(news);
            handle.createUpdate(ANSWERED)
                    .bind("conversations", echoes.longs(Echo::conversationId))
                    .bind("times", echoes.instants(it -> it.delivery().sentAt()))
                    .execute();
            handle.createUpdate(PAUSE)
                    .bind("conversations", echoes.longs(Echo::conversationId))
                    .bind("pauses", echoes.longs(it -> pause(it).toMillis()))
                    .execute();
            interrupted.addAll(written);
        }
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
