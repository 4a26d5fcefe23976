package org.wahook.platform.database;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows as arrays, one for each column, for a statement that reads many rows with {@code unnest}. */
public final class SqlArrays<R> {

    private final List<R> rows;

    private SqlArrays(Collection<R> rows) {
        this.rows = List.copyOf(rows);
    }

    public static <R> SqlArrays<R> of(Collection<R> rows) {
        return new SqlArrays<>(rows);
    }

    public Long[] longs(Function<R, @Nullable Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    public Integer[] integers(Function<R, @Nullable Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    public String[] strings(Function<R, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    public Boolean[] booleans(Function<R, @Nullable Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    public UUID[] uuids(Function<R, @Nullable UUID> column) {
        return rows.stream().map(column).toArray(UUID[]::new);
    }

    public Instant[] instants(Function<R, @Nullable Instant> column) {
        return rows.stream().map(column).toArray(Instant[]::new);
    }
}
