package org.wahook.worker.media.store;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.PeriodicTask;
import org.wahook.shared.media.MediaStoreConfig;

/** The store in the background, in every replica: tells whether it can be used, and deletes what is to be deleted. */
public final class StoreUpkeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreUpkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PROBE_EVERY = Duration.ofMinutes(5);

    private final MediaStoreConfig config;
    private final ObjectStore store;
    private final KeptFiles files;
    private final MediaDeletions deletions;
    private final StoreMeters meters;
    private final PeriodicTask task;
    private Optional<String> problem = Optional.of("not tried yet");
    private long probed;

    public StoreUpkeep(
            MediaStoreConfig config, ObjectStore store, KeptFiles files, Database database, StoreMeters meters) {
        this.config = config;
        this.store = store;
        this.files = files;
        this.deletions = new MediaDeletions(files, store, meters);
        this.meters = meters;
        this.task = new PeriodicTask(
                log,
                "media-store",
                "The deletion of files that are not kept any longer",
                EVERY,
                () -> database.problem().isEmpty(),
                this::look);
    }

    public void start() {
        task.start();
    }

    private Duration look() {
        if (problem.isPresent() || System.nanoTime() - probed >= PROBE_EVERY.toNanos()) {
            problem = probe();
            probed = System.nanoTime();
            meters.failing(problem.isPresent());
        }
        files.deleteAbandoned();
        MediaDeletions.Outcome outcome = deletions.run(LIMIT);
        if (outcome.deleted() > 0) {
            log.info("{} objects were deleted from the media store", outcome.deleted());
        }
        meters.oldestWaiting(files.oldestWaiting());
        return EVERY;
    }

    /** An error of the log each time that something else is wrong. Messages are answered all the same. */
    private Optional<String> probe() {
        try {
            store.probe();
            if (problem.isPresent()) {
                log.info("Files of clients with keepMedia are kept in {}", config.description());
            }
            return Optional.empty();
        } catch (StoreFailedException e) {
            if (!problem.equals(Optional.of(e.why()))) {
                log.error("The media store can't be used, {}: {}", config.description(), e.why());
            }
            return Optional.of(e.why());
        }
    }

    @Override
    public void close() {
        task.close();
    }
}
