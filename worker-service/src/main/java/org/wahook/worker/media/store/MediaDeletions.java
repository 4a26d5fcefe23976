package org.wahook.worker.media.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.ThrottledWarning;

/** Deletes from the store what has no row any more. Several may do so at a time: each object is taken by one of them. */
public final class MediaDeletions {

    private static final Logger log = LoggerFactory.getLogger(MediaDeletions.class);
    private static final int BATCH = 100;

    /** Of a batch. After so many the server is not asked for the rest: they come again. */
    private static final int MOST_FAILURES = 3;

    private final KeptFiles files;
    private final ObjectStore store;
    private final StoreMeters meters;
    private final ThrottledWarning failures =
            new ThrottledWarning(log, "An object is not deleted from the media store, and is tried again");

    public MediaDeletions(KeptFiles files, ObjectStore store, StoreMeters meters) {
        this.files = files;
        this.store = store;
        this.meters = meters;
    }

    /** What came of it. */
    public record Outcome(int deleted, int failed) {}

    /** All that is due, for about so long. */
    public Outcome run(Duration limit) {
        long began = System.nanoTime();
        int deleted = 0;
        int failed = 0;
        while (failed == 0 && System.nanoTime() - began < limit.toNanos()) {
            List<String> due = files.takeDue(BATCH);
            List<String> gone = new ArrayList<>();
            for (String key : due) {
                if (failed < MOST_FAILURES && delete(key)) {
                    gone.add(key);
                } else {
                    failed++;
                }
            }
            files.deleted(gone);
            deleted += gone.size();
            if (due.size() < BATCH) {
                break;
            }
        }
        return new Outcome(deleted, failed);
    }

    private boolean delete(String key) {
        try {
            store.delete(key);
            meters.deletion("deleted");
            return true;
        } catch (StoreFailedException e) {
            meters.deletion("failed");
            failures.say(e.why());
            return false;
        }
    }
}
