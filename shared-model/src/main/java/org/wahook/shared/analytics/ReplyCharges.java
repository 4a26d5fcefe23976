package org.wahook.shared.analytics;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Adds up what the worker notes of the prices in statuses ({@code reply_charges}). */
public final class ReplyCharges {

    private static final String SUMS = """
            SELECT month, chatbot_id, account_id, sum(billable)::bigint AS billable, sum(free)::bigint AS free
            FROM reply_charges
            WHERE month BETWEEN :from AND :to AND (:chatbot::text IS NULL OR chatbot_id = :chatbot)
            GROUP BY month, chatbot_id, account_id
            ORDER BY month, chatbot_id, account_id
            """;

    /** Rows are only added, so they are merged now and then. Rows that are added meanwhile stay. */
    private static final String COMPACT = """
            WITH many AS (
                SELECT month, chatbot_id, account_id FROM reply_charges
                GROUP BY month, chatbot_id, account_id HAVING count(*) > 100),
            gone AS (
                DELETE FROM reply_charges r USING many
                WHERE r.month = many.month AND r.chatbot_id = many.chatbot_id AND r.account_id = many.account_id
                RETURNING r.month, r.chatbot_id, r.account_id, r.billable, r.free)
            INSERT INTO reply_charges (month, chatbot_id, account_id, billable, free)
            SELECT month, chatbot_id, account_id, sum(billable), sum(free) FROM gone
            GROUP BY month, chatbot_id, account_id
            """;

    private ReplyCharges() {}

    /** Of all chatbots where none is given; both months included. */
    public static List<MonthlyCharges> sums(Handle handle, Optional<String> chatbotId, LocalDate from, LocalDate to) {
        return handle.createQuery(SUMS)
                .bind("from", from.withDayOfMonth(1))
                .bind("to", to)
                .bind("chatbot", chatbotId.orElse(null))
                .map((row, context) -> new MonthlyCharges(
                        row.getObject("month", LocalDate.class),
                        row.getString("chatbot_id"),
                        row.getString("account_id"),
                        row.getLong("billable"),
                        row.getLong("free")))
                .list();
    }

    /** Of the account that has used most of its free allowance in this month, from 0 to 1. */
    public static double mostAllowanceUsed(Jdbi jdbi) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return jdbi.withHandle(handle -> sums(handle, Optional.empty(), today, today)).stream()
                .mapToDouble(MonthlyCharges::allowanceUsed)
                .max()
                .orElse(0);
    }

    static void compact(Handle handle) {
        handle.execute(COMPACT);
    }
}
