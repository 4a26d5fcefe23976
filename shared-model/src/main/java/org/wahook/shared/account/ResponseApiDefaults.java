package org.wahook.shared.account;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.DatabaseErrors;

/**
 * The response API of clients without one of their own. The workers are told it, and write it down for the admin API.
 *
 * @param path appended to every base URL
 * @param timeout of a whole call
 */
public record ResponseApiDefaults(String baseUrl, String path, String replyPointer, Duration timeout) {

    private static final Logger log = LoggerFactory.getLogger(ResponseApiDefaults.class);

    private static final String WRITE = """
            INSERT INTO response_api_defaults (base_url, path, reply_pointer, timeout_millis)
            VALUES (:baseUrl, :path, :replyPointer, :timeout)
            ON CONFLICT (only_row) DO UPDATE
            SET base_url = excluded.base_url, path = excluded.path, reply_pointer = excluded.reply_pointer,
                timeout_millis = excluded.timeout_millis, updated_at = now()
            """;

    private static final String READ =
            "SELECT base_url, path, reply_pointer, timeout_millis FROM response_api_defaults";

    /** A failure keeps no worker from its work: the admin API goes on with what was written before. */
    public void write(Jdbi jdbi) {
        try {
            writeNow(jdbi);
        } catch (JdbiException e) {
            log.warn("The admin API is not told which response API this worker asks: {}", DatabaseErrors.explain(e));
        }
    }

    private void writeNow(Jdbi jdbi) {
        jdbi.useHandle(handle -> handle.createUpdate(WRITE)
                .bind("baseUrl", baseUrl)
                .bind("path", path)
                .bind("replyPointer", replyPointer)
                .bind("timeout", timeout.toMillis())
                .execute());
    }

    /** Empty where no worker has been started yet. */
    public static Optional<ResponseApiDefaults> read(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(READ)
                .map((row, context) -> new ResponseApiDefaults(
                        row.getString("base_url"),
                        row.getString("path"),
                        row.getString("reply_pointer"),
                        Duration.ofMillis(row.getLong("timeout_millis"))))
                .findOne());
    }
}
