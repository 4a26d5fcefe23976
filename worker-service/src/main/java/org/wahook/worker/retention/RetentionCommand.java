package org.wahook.worker.retention;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wahook.worker.media.store.MediaRetention;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes what is older than so many days. */
@Command(
        name = "retention",
        description =
                "Delete messages, and changes of other fields, that are older than so many days, a batch at a time"
                        + " while the services run. What is unfinished stays, and so do the counts of analytics. DATABASE_URL says where they are."
                        + " Customers' files in the media store go with their messages, or earlier; MEDIA_STORE_URL and its"
                        + " keys say where they are, and without them a worker deletes them.",
        mixinStandardHelpOptions = true)
public final class RetentionCommand implements Callable<Integer> {

    /** Replies, analytics and dead letters look back at most so far. */
    private static final int FEWEST_DAYS = 8;

    private static final int LARGEST_BATCH = 50_000;

    /** Then the workers go on. */
    private static final Duration LONGEST_DELETION = Duration.ofHours(1);

    @Option(
            names = "--days",
            required = true,
            paramLabel = "N",
            description = "what is older goes; at least " + FEWEST_DAYS)
    private int days;

    @Option(
            names = "--media-days",
            paramLabel = "N",
            description = "customers' files that are older go, though their messages stay; at least 1")
    private @Nullable Integer mediaDays;

    @Option(names = "--dry-run", description = "only say how many rows")
    private boolean dryRun;

    @Option(
            names = "--archive",
            paramLabel = "FILE",
            description = "append each row to this file, as a line of JSON, before it is deleted")
    private @Nullable Path archive;

    @Option(names = "--batch", defaultValue = "5000", description = "rows in one transaction (default 5000)")
    private int batch;

    private final IntFunction<Retention> retention;
    private final Supplier<MediaRetention> files;
    private final Runnable beforehand;
    private final Clock clock;
    private final PrintWriter out;

    private RetentionCommand(
            IntFunction<Retention> retention,
            Supplier<MediaRetention> files,
            Runnable beforehand,
            Clock clock,
            PrintWriter out) {
        this.retention = retention;
        this.files = files;
        this.beforehand = beforehand;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Runs the command and answers its exit code: 0, or 64 for a wrong use, or 1 where it failed.
     *
     * @param retention for a size of batches
     * @param files of customers in the media store
     * @param beforehand what must be done before something is deleted: counting it for analytics
     */
    public static int run(
            IntFunction<Retention> retention,
            Supplier<MediaRetention> files,
            Runnable beforehand,
            List<String> arguments,
            Clock clock,
            PrintWriter out,
            PrintWriter err) {
        return new CommandLine(new RetentionCommand(retention, files, beforehand, clock, out))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, args) -> {
                    err.println(e.getMessage());
                    e.getCommandLine().usage(err);
                    return 64;
                })
                .setExecutionExceptionHandler((e, command, result) -> {
                    err.println(e.getMessage());
                    return 1;
                })
                .execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws IOException {
        if (days < FEWEST_DAYS || batch < 1 || batch > LARGEST_BATCH) {
            out.printf("--days must be at least %d, --batch from 1 to %d%n", FEWEST_DAYS, LARGEST_BATCH);
            return 64;
        }
        if (mediaDays != null && mediaDays < 1) {
            out.println("--media-days must be at least 1");
            return 64;
        }
        if (!dryRun) {
            beforehand.run();
        }
        Instant limit = clock.instant().minus(Duration.ofDays(days));
        if (archive == null || dryRun) {
            run(limit, rows -> {});
        } else {
            try (ArchiveFile file = ArchiveFile.open(archive)) {
                run(limit, file);
            }
        }
        if (mediaDays != null) {
            runFiles(clock.instant().minus(Duration.ofDays(mediaDays)));
        }
        if (!dryRun) {
            files.get().deleteObjects(LONGEST_DELETION).ifPresent(out::println);
        }
        return 0;
    }

    private void runFiles(Instant limit) {
        long count = dryRun ? files.get().count(limit) : files.get().delete(limit, batch);
        out.printf("%d file(s) from before %s %s%n", count, limit, dryRun ? "would be deleted" : "deleted");
    }

    private void run(Instant limit, Retention.Archive keep) {
        Retention rows = retention.apply(batch);
        for (Retention.Table table : Retention.Table.values()) {
            long count = dryRun ? rows.count(table, limit) : rows.delete(table, limit, keep);
            out.printf(
                    "%d row(s) of %s from before %s %s%n",
                    count, table.table(), limit, dryRun ? "would be deleted" : "deleted");
        }
    }
}
