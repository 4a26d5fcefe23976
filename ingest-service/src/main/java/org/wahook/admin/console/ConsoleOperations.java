package org.wahook.admin.console;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.wahook.admin.AdminDatabase;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.integration.AccountPlace;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;

/** The admin API's operations as pages ask them. What a page can't do without ends it with a {@link RefusedException}. */
record ConsoleOperations(AdminOperations operations, AdminDatabase database, Clock clock) {

    /** So many pages of a list are read where a person is to see all of it. */
    private static final int MOST_PAGES = 25;

    private static final String CHANGE = "A change in the console";

    Instant now() {
        return clock.instant();
    }

    /** @throws RefusedException where PostgreSQL does not answer */
    <T> T read(Function<AdminOperations, T> operation) {
        return database.perform("A page of the console", () -> operation.apply(operations), problem -> {
            throw new RefusedException(problem);
        });
    }

    /** @throws RefusedException where there is none */
    <T> T find(String what, Function<AdminOperations, Optional<T>> operation) {
        return read(operation).orElseThrow(() -> RefusedException.notFound(what));
    }

    /** All items of a list of accounts, as far as a person would read. */
    <T> List<T> readAll(Function<Optional<AccountPlace>, Page<T>> list) {
        List<T> all = new ArrayList<>();
        Optional<AccountPlace> after = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            Optional<AccountPlace> from = after;
            Page<T> found = read(it -> list.apply(from));
            all.addAll(found.items());
            after = found.nextCursor().flatMap(AccountPlace::read);
            if (after.isEmpty()) {
                break;
            }
        }
        return all;
    }

    /**
     * Makes a change that a form asks for.
     *
     * @param form checked first
     * @param change what is shown after it
     * @param refused what is shown where nothing was changed
     */
    <T> ConsoleResponse change(
            Parsed<T> form,
            BiFunction<AdminOperations, T, ConsoleResponse> change,
            Function<Problem, ConsoleResponse> refused) {
        return form.fold(value -> database.perform(CHANGE, () -> change.apply(operations, value), refused), refused);
    }

    /** @param change answers why nothing was changed; empty where it was */
    Optional<Problem> refusal(Function<AdminOperations, Optional<Problem>> change) {
        return database.perform(CHANGE, () -> change.apply(operations), Optional::of);
    }

    /** @throws RefusedException where the page's own URL is not valid */
    static <T> T valid(Parsed<T> query) {
        return query.fold(value -> value, problem -> {
            throw new RefusedException(problem);
        });
    }
}
