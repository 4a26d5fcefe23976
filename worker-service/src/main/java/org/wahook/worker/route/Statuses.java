package org.wahook.worker.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.meta.DeliveryStatus;
import org.wahook.shared.meta.Pricing;
import org.wahook.shared.meta.StatusUpdate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down what became of messages that we sent. A status never goes back, whatever the order in which they come,
 * and it may come before our own note that we sent the message: our callback data tells the row. A message that we gave
 * up without knowing whether Meta had it is not failed any more when Meta tells of it.
 */
final class Statuses {

    /**
     * A row is told by Meta's id of the message, or by our callback data as long as the row has no other id of Meta's:
     * another installation on the same number may have a row with the same id, but not with the same key. A row without a
     * key is of the version before, whose callback data is the bare id. The price is taken from the first status that
     * has it. A failure also becomes the last error of the account that sent the message.
     */
    private static final String APPLY = """
            WITH news AS MATERIALIZED (
                SELECT * FROM unnest(:ids, :keys, :wamids, :statuses, :errors, :lines, :numbers, :prices, :times,
                                     :billable, :free) WITH ORDINALITY
                    AS one (id, key, wamid, status, error, line, number, price, at, billable, free, position)),
            named AS (
                SELECT m.id, news.position
                FROM news JOIN messages m ON m.id = news.id
                WHERE m.callback_key::text IS NOT DISTINCT FROM news.key
                UNION
                SELECT m.id, news.position
                FROM news JOIN messages m ON m.wa_message_id = news.wamid
                WHERE m.direction = 'outbound'),
            ours AS MATERIALIZED (
                SELECT m.id AS row_id, m.pricing IS NULL AS unpriced, a.id AS account_id, a.chatbot_id, news.*
                FROM named
                JOIN news ON news.position = named.position
                JOIN messages m ON m.id = named.id
                JOIN whatsapp_conversations c ON c.id = m.conversation_id
                JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
                WHERE m.direction = 'outbound' AND a.phone_number_id = news.number
                  AND (m.wa_message_id IS NULL OR m.wa_message_id = news.wamid)
                ORDER BY m.id
                FOR NO KEY UPDATE OF m),
            applied AS (
                UPDATE messages m
                SET status = CASE WHEN %1$s THEN ours.status ELSE m.status END,
                    error = CASE WHEN NOT %1$s THEN m.error
                                 WHEN ours.status = 'failed' THEN ours.error::jsonb END,
                    wa_message_id = coalesce(m.wa_message_id, ours.wamid),
                    sent_at = coalesce(m.sent_at, now()),
                    pricing = coalesce(m.pricing, ours.price::jsonb),
                    settle_at = NULL
                FROM ours
                WHERE m.id = ours.row_id AND (%1$s OR m.pricing IS NULL AND ours.price IS NOT NULL)
                RETURNING ours.account_id, ours.chatbot_id, ours.line, ours.unpriced AND ours.price IS NOT NULL AS priced,
                          date_trunc('month', ours.at AT TIME ZONE 'UTC')::date AS month, ours.billable, ours.free),
            charged AS (
                INSERT INTO reply_charges (month, chatbot_id, account_id, billable, free)
                SELECT month, chatbot_id, account_id, sum(billable), sum(free)
                FROM applied WHERE priced GROUP BY month, chatbot_id, account_id
                HAVING sum(billable) + sum(free) > 0),
            failed AS (
                SELECT h.account_id, applied.line
                FROM applied JOIN whatsapp_account_health h ON h.account_id = applied.account_id
                WHERE applied.line IS NOT NULL
                FOR NO KEY UPDATE OF h SKIP LOCKED),
            noted AS (
                UPDATE whatsapp_account_health h SET last_error = failed.line, last_error_at = now()
                FROM failed WHERE h.account_id = failed.account_id)
            SELECT position FROM ours
            """.formatted("""
            (array_position(ARRAY['draft', 'sending', 'sent', 'delivered', 'read', 'failed'], m.status)
                 < array_position(ARRAY['draft', 'sending', 'sent', 'delivered', 'read', 'failed'], ours.status)
             OR m.status = 'failed' AND m.wa_message_id IS NULL)""");

    private record Key(String phoneNumberId, String wamid) {}

    /** What the statuses of one message in one batch say together. */
    private record News(
            StatusDelivery delivery, DeliveryStatus status, Optional<Pricing> pricing, List<StatusDelivery> all) {

        StatusUpdate update() {
            return delivery.update();
        }

        News and(News later) {
            News furthest = status.compareTo(later.status) >= 0 ? this : later;
            List<StatusDelivery> both = new ArrayList<>(all);
            both.addAll(later.all);
            return new News(furthest.delivery, furthest.status, pricing.or(() -> later.pricing), both);
        }
    }

    private Statuses() {}

    /** Answers the statuses of messages that none of our accounts has sent. */
    static List<WebhookChange> apply(Handle handle, List<StatusDelivery> arrivals) {
        List<News> news = together(arrivals);
        if (news.isEmpty()) {
            return List.of();
        }
        Set<Integer> ours = write(handle, news);
        List<WebhookChange> others = new ArrayList<>();
        for (int i = 0; i < news.size(); i++) {
            if (!ours.contains(i + 1)) {
                news.get(i).all().forEach(one -> others.add(kept(one)));
            }
        }
        return others;
    }

    /** One UPDATE takes one row for each message. */
    private static List<News> together(List<StatusDelivery> arrivals) {
        Map<Key, News> news = new LinkedHashMap<>();
        for (StatusDelivery arrival : arrivals) {
            StatusUpdate update = arrival.update();
            update.delivery()
                    .ifPresent(status -> news.merge(
                            new Key(arrival.phoneNumberId(), update.messageId()),
                            new News(arrival, status, update.pricing(), List.of(arrival)),
                            News::and));
        }
        return List.copyOf(news.values());
    }

    private static Set<Integer> write(Handle handle, List<News> news) {
        SqlArrays<News> all = SqlArrays.of(news);
        return new HashSet<>(handle.createQuery(APPLY)
                .bind("ids", all.longs(one -> callback(one).map(Callback::rowId).orElse(null)))
                .bind(
                        "keys",
                        all.strings(one -> callback(one).flatMap(Callback::key).orElse(null)))
                .bind("wamids", all.strings(one -> one.update().messageId()))
                .bind("statuses", all.strings(one -> one.status().column()))
                .bind("errors", all.strings(Statuses::error))
                .bind("lines", all.strings(Statuses::line))
                .bind("numbers", all.strings(one -> one.delivery().phoneNumberId()))
                .bind("prices", all.strings(Statuses::price))
                .bind("times", all.instants(Statuses::at))
                .bind(
                        "billable",
                        all.integers(
                                one -> one.pricing().filter(Pricing::isBillable).isPresent() ? 1 : 0))
                .bind(
                        "free",
                        all.integers(one ->
                                one.pricing().filter(Pricing::usesAllowance).isPresent() ? 1 : 0))
                .mapTo(Integer.class)
                .list());
    }

    private static Optional<Callback> callback(News news) {
        return news.update().callbackData().flatMap(Callback::of);
    }

    private static Instant at(News news) {
        return news.update().at().orElseGet(Instant::now);
    }

    private static @Nullable String price(News news) {
        return news.pricing()
                .map(it -> it.json().deepCopy().put("at", at(news).toString()))
                .map(NulSanitizer::json)
                .orElse(null);
    }

    /** Positions below zero, since those of whole changes begin with 0. */
    private static WebhookChange kept(StatusDelivery status) {
        ObjectNode value = Json.object();
        value.putObject("metadata").put("phone_number_id", status.phoneNumberId());
        value.putArray("statuses").add(status.update().json());
        return new WebhookChange(
                status.eventId(),
                -1 - status.position(),
                "messages",
                status.wabaId(),
                Optional.of(status.phoneNumberId()),
                value);
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
