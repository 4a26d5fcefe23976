package org.wahook.admin.conversation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Conversations that wait for a person: those that bots have handed over, for as long as the bot is paused there. */
public final class HandoffStore {

    /** By the small index of what is handed over. */
    private static final String LIST = """
            SELECT id, handoff_at, coalesce(handoff_reason, 'other') AS reason, coalesce(handoff_summary, '') AS summary,
                   handoff_team
            FROM whatsapp_conversations
            WHERE bot_paused AND handoff_at IS NOT NULL AND (bot_paused_until IS NULL OR bot_paused_until > now())
              AND (:chatbot::text IS NULL OR chatbot_id = :chatbot)
              AND (:team::text IS NULL OR handoff_team = :team)
              AND (:since::timestamptz IS NULL OR (handoff_at, id) > (:since::timestamptz, :after))
            ORDER BY handoff_at, id LIMIT :limit
            """;

    private final Jdbi jdbi;
    private final ConversationStore conversations;

    public HandoffStore(Jdbi jdbi, ConversationStore conversations) {
        this.jdbi = jdbi;
        this.conversations = conversations;
    }

    private record Row(long id, Instant since, String reason, String summary, Optional<String> team) {}

    /** Who has waited longest first; at most {@code limit + 1}. */
    List<Handoff> list(HandoffQuery query) {
        return jdbi.withHandle(handle -> {
            List<Row> rows = handle.createQuery(LIST)
                    .bind("chatbot", query.chatbotId().orElse(null))
                    .bind("team", query.team().orElse(null))
                    .bind(
                            "since",
                            query.after().map(mark -> mark.since().toString()).orElse(null))
                    .bind(
                            "after",
                            query.after()
                                    .map(UnansweredConversation.Mark::conversation)
                                    .orElse(0L))
                    .bind("limit", query.limit() + 1)
                    .map((row, context) -> new Row(
                            row.getLong("id"),
                            row.getObject("handoff_at", OffsetDateTime.class).toInstant(),
                            row.getString("reason"),
                            row.getString("summary"),
                            Optional.ofNullable(row.getString("handoff_team"))))
                    .list();
            Map<Long, Conversation> found = new HashMap<>();
            conversations.withIds(handle, rows.stream().map(Row::id).toList()).forEach(one -> found.put(one.id(), one));
            return rows.stream()
                    .flatMap(row -> Optional.ofNullable(found.get(row.id()))
                            .map(conversation ->
                                    new Handoff(conversation, row.since(), row.reason(), row.summary(), row.team()))
                            .stream())
                    .toList();
        });
    }
}
