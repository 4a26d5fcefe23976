package org.wahook.admin;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.database.DatabaseErrors;

/** Runs operations that need PostgreSQL, and explains its errors: in the same words to callers over HTTP and in the console. */
public final class AdminDatabase {

    private static final Logger log = LoggerFactory.getLogger(AdminDatabase.class);

    private final Supplier<Optional<String>> problem;

    /** @param problem why PostgreSQL can't be asked now; empty when it answers */
    public AdminDatabase(Supplier<Optional<String>> problem) {
        this.problem = problem;
    }

    /**
     * Does not try where PostgreSQL is known to be unavailable, so that nobody waits for a connection.
     *
     * @param what for the log, such as {@code GET /api/v1/conversations}
     * @param refused what becomes of the reason
     */
    public <T> T perform(String what, Supplier<T> operation, Function<Problem, T> refused) {
        if (problem.get().isPresent()) {
            return refused.apply(Problem.unavailable("The database"));
        }
        return explain(what, operation, refused);
    }

    /** The same for an operation that can do without PostgreSQL. */
    <T> T explain(String what, Supplier<T> operation, Function<Problem, T> refused) {
        try {
            return operation.get();
        } catch (JdbiException e) {
            return refused.apply(problem(what, e));
        }
    }

    private static Problem problem(String what, JdbiException e) {
        if (DatabaseErrors.isOutage(e)) {
            return Problem.unavailable("The database");
        }
        if (DatabaseErrors.isLocked(e)) {
            return Problem.of(503, "Another transaction has locked what this would change. Repeat it in a moment.");
        }
        if (DatabaseErrors.isBadData(e)) {
            return Problem.of(409, "It collides with another change. Read it again and repeat.");
        }
        log.error("{} failed", what, e);
        return Problem.of(500, "Something unexpected; the log of the service says what.");
    }
}
