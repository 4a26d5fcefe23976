package org.wahook.worker.reply;

/** What a statement does where somebody else has locked a row: the only difference between one request and a batch. */
enum RowLock {
    /** For one request: the statement waits for the row and then decides. */
    WAIT(""),
    /** For a batch: a locked row is left out, so that nobody waits for another conversation. */
    SKIP("SKIP LOCKED");

    private final String clause;

    RowLock(String clause) {
        this.clause = clause;
    }

    /** The statement with its lock clause in place of {@code %1$s}. */
    String in(String sql) {
        return sql.formatted(clause);
    }
}
