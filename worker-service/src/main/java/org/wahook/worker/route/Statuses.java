package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.meta.DeliveryStatus;
import org.wahook.shared.meta.StatusUpdate;
import tools.jackson.databind.JsonNode;

/**
 * Writes down what became of messages that we sent. A status never goes back, whatever the order in which they come,
 * and it may come before our own note that we sent the message: our callback data tells the row. A message that we gave
 * up without knowing whether Meta had it is not failed any more when Meta tells of it.
 */
final class Statuses {

    private static final String RANK =
            "array_position(ARRAY['draft', 'sending', 'sent', 'delivered', 'read', 'failed'], %s)";

    /** A failure also becomes the last error of the account that sent the message. */
    private static final String APPLY = """
            WITH applied AS (
                UPDATE messages m
                SET status = news.status,
                    wa_message_id = coalesce(m.wa_message_id, news.wamid),
                    sent_at = coalesce(m.sent_at, now()),
                    error = CASE WHEN news.status = 'failed' THEN news.error::jsonb ELSE NULL END,
                    settle_at = NULL
                FROM unnest(:ids, :wamids, :statuses, :errors, :lines, :numbers)
                         AS news (id, wamid, status, error, line, number),
                     whatsapp_conversations c, whatsapp_accounts a
                WHERE %s AND m.direction = 'outbound'
                  AND c.id = m.conversation_id AND a.id = c.whatsapp_account_id AND a.phone_number_id = news.number
                  AND (%s < %s OR m.status = 'failed' AND m.wa_message_id IS NULL)
                RETURNING a.id AS account_id, news.line),
            failed AS (
                SELECT h.account_id, applied.line
                FROM applied JOIN whatsapp_account_health h ON h.account_id = applied.account_id
                WHERE applied.line IS NOT NULL
                FOR NO KEY UPDATE OF h SKIP LOCKED)
            UPDATE whatsapp_account_health h SET last_error = failed.line, last_error_at = now()
            FROM failed WHERE h.account_id = failed.account_id
            """;

    private static final String BY_ID =
            APPLY.formatted("m.id = news.id", RANK.formatted("m.status"), RANK.formatted("news.status"));

    private static final String BY_WAMID = APPLY.formatted(
            "news.id IS NULL AND m.wa_message_id = news.wamid",
            RANK.formatted("m.status"),
            RANK.formatted("news.status"));

    private record Key(String phoneNumberId, String what) {}

    private record News(String phoneNumberId, Long rowId, StatusUpdate update, DeliveryStatus status) {}

    private Statuses() {}

    static void apply(Handle handle, List<StatusDelivery> arrivals) {
        List<News> byId = new ArrayList<>();
        List<News> byWamid = new ArrayList<>();
        for (News news : furthest(arrivals)) {
            (news.rowId() < 0 ? byWamid : byId).add(news);
        }
        apply(handle, BY_ID, byId);
        apply(handle, BY_WAMID, byWamid);
    }

    /** One UPDATE takes one row for each message: of several statuses in a batch the furthest. */
    private static List<News> furthest(List<StatusDelivery> arrivals) {
        Map<Key, News> furthest = new HashMap<>();
        for (StatusDelivery arrival : arrivals) {
            StatusUpdate update = arrival.update();
            Optional<DeliveryStatus> status = update.delivery();
            if (status.isEmpty()) {
                continue;
            }
            long rowId = rowId(update);
            String what = rowId < 0 ? update.messageId() : String.valueOf(rowId);
            furthest.merge(
                    new Key(arrival.phoneNumberId(), what),
                    new News(arrival.phoneNumberId(), rowId, update, status.get()),
                    (a, b) -> a.status().compareTo(b.status()) >= 0 ? a : b);
        }
        return List.copyOf(furthest.values());
    }

    /** Our callback data is the row's id. Others may send with this number too, with data of their own. */
    private static long rowId(StatusUpdate update) {
        return update.callbackData()
                .filter(data -> data.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    private static void apply(Handle handle, String sql, List<News> news) {
        if (news.isEmpty()) {
            return;
        }
        SqlArrays<News> all = SqlArrays.of(news);
        handle.createUpdate(sql)
                .bind("ids", all.longs(one -> one.rowId() < 0 ? null : one.rowId()))
                .bind("wamids", all.strings(one -> one.update().messageId()))
                .bind("statuses", all.strings(one -> one.status().column()))
                .bind("errors", all.strings(Statuses::error))
                .bind("lines", all.strings(Statuses::line))
                .bind("numbers", all.strings(News::phoneNumberId))
                .execute();
    }

    /** Meta's words for people, without what they may quote; null where nothing failed. */
    private static @Nullable String line(News news) {
        if (news.status() != DeliveryStatus.FAILED) {
            return null;
        }
        JsonNode first = news.update().errors().path(0);
        String details = first.path("error_data").path("details").asString("");
        String line = "code %d: %s%s"
                .formatted(
                        first.path("code").asInt(-1),
                        Redaction.quoted(NulSanitizer.text(first.path("title").asString(""))),
                        details.isEmpty() ? "" : " (" + Redaction.quoted(NulSanitizer.text(details)) + ")");
        return Redaction.line(line);
    }

    private static String error(News news) {
        JsonNode first = news.update().errors().path(0);
        return first.isObject() ? NulSanitizer.json(first) : "{}";
    }
}
