package org.wahook.worker.route;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.meta.Change;
import org.wahook.shared.meta.Contact;
import org.wahook.shared.meta.Origin;

/**
 * Who owns the thread with a customer (Meta's Conversation Routing). The newest event counts, by Meta's time. Of two in
 * one second, "another app took it" wins over "passed to us", and both over a message seen on standby.
 */
final class ThreadOwners {

    static final String OTHER = "other";
    private static final String APP = "app";

    private static final String ERROR = "{\"reason\": \"thread_owned_by_others\"}";

    private static final int BY_STANDBY = 0;
    private static final int PASSED = 1;
    private static final int TAKEN = 2;

    private static final String SET = """
            UPDATE whatsapp_conversations c
            SET thread_owner = news.owner, thread_owner_role = news.role, thread_owner_at = news.at,
                thread_owner_since = CASE WHEN c.thread_owner = news.owner AND c.thread_owner_since IS NOT NULL
                                          THEN c.thread_owner_since ELSE news.at END
            FROM unnest(:ids, :owners, :roles, :times, :ranks) AS news (id, owner, role, at, rank)
            WHERE c.id = news.id
              AND (c.thread_owner_at IS NULL OR news.at > c.thread_owner_at
                   OR news.at = c.thread_owner_at
                      AND (news.rank = 2 OR news.rank = 1 AND c.thread_owner_role <> 'escalation'))
            RETURNING c.id, c.thread_owner
            """;

    /** What we did not answer is the other app's now. It may come again once the thread is ours. */
    private static final String NOT_OURS = """
            UPDATE messages SET status = 'ignored', origin = 'standby', error = :error::jsonb
            FROM unnest(:ids) AS one (id)
            CROSS JOIN LATERAL (
                SELECT id FROM messages
                WHERE conversation_id = one.id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND turn_number IS NULL
                OFFSET 0) AS question
            WHERE messages.id = question.id AND messages.status = 'pending'
            """;

    private static final String FIND = """
            SELECT id FROM whatsapp_conversations
            WHERE whatsapp_account_id = :account
              AND (contact_user_id = :user OR contact_id = :contact OR contact_phone = :phone)
            ORDER BY contact_user_id = :user DESC NULLS LAST, id LIMIT 1
            """;

    private static final String BEGIN = """
            INSERT INTO whatsapp_conversations
                (whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id)
            VALUES (:account, :chatbot, :contact, :phone, :user)
            ON CONFLICT (whatsapp_account_id, contact_id) DO UPDATE SET contact_id = excluded.contact_id
            RETURNING id
            """;

    private record News(long conversationId, String owner, String role, Instant at, int rank) {

        News later(News other) {
            return other.at().isAfter(at) || (other.at().equals(at) && other.rank() > rank) ? other : this;
        }
    }

    private ThreadOwners() {}

    /** What Meta says about a thread. Answers the conversation where another app has it now. */
    static Set<Long> apply(Handle handle, OwnerDelivery delivery) {
        Change.Handover handover = delivery.handover();
        News news = new News(
                conversation(handle, delivery),
                handover.ours() ? APP : OTHER,
                handover.ours() ? NulSanitizer.text(handover.role()) : "escalation",
                delivery.at(),
                handover.ours() ? PASSED : TAKEN);
        return apply(handle, List.of(news));
    }

    /** What is seen on standby is another app's. */
    static Set<Long> seen(
            Handle handle,
            List<InboundDelivery> messages,
            KnownConversations conversations,
            Set<InboundInsert.Key> fresh) {
        Map<Long, News> last = new HashMap<>();
        messages.stream().filter(it -> it.message().origin() == Origin.STANDBY).forEach(it -> {
            long id = conversations.idOf(it);
            if (fresh.contains(new InboundInsert.Key(id, it.message().id()))) {
                last.merge(id, new News(id, OTHER, "", it.sentAt(), BY_STANDBY), News::later);
            }
        });
        return last.isEmpty() ? Set.of() : apply(handle, List.copyOf(last.values()));
    }

    private static Set<Long> apply(Handle handle, List<News> news) {
        SqlArrays<News> all = SqlArrays.of(news);
        Set<Long> lost = new LinkedHashSet<>();
        handle.createQuery(SET)
                .bind("ids", all.longs(News::conversationId))
                .bind("owners", all.strings(News::owner))
                .bind("roles", all.strings(News::role))
                .bind("times", all.instants(News::at))
                .bind("ranks", all.integers(News::rank))
                .map((row, context) -> row.getString(2).equals(OTHER) && lost.add(row.getLong(1)))
                .list();
        if (!lost.isEmpty()) {
            Interruptions.interrupt(handle, lost, ERROR);
            handle.createUpdate(NOT_OURS)
                    .bind("ids", lost.toArray(Long[]::new))
                    .bind("error", ERROR)
                    .execute();
        }
        return lost;
    }

    private static long conversation(Handle handle, OwnerDelivery delivery) {
        UUID account = delivery.account().id();
        Contact contact = delivery.handover().contact();
        Optional<Long> known = handle.createQuery(FIND)
                .bind("account", account)
                .bind("user", contact.userId().orElse(null))
                .bind("contact", contact.id())
                .bind("phone", contact.phone().orElse(null))
                .mapTo(Long.class)
                .findOne();
        return known.orElseGet(() -> handle.createQuery(BEGIN)
                .bind("account", account)
                .bind("chatbot", delivery.account().chatbotId())
                .bind("contact", contact.id())
                .bind("phone", contact.phone().orElse(null))
                .bind("user", contact.userId().orElse(null))
                .mapTo(Long.class)
                .one());
    }
}
