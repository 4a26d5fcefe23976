package org.wahook.worker.media.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes customers' files, for the commands: their rows at once, their objects where the store is known. */
public final class MediaRetention {

    private final KeptFiles files;
    private final Optional<MediaDeletions> deletions;

    /** @param deletions nothing where the command does not know the store: a worker deletes the objects then */
    public MediaRetention(KeptFiles files, Optional<MediaDeletions> deletions) {
        this.files = files;
        this.deletions = deletions;
    }

    public long count(Instant olderThan) {
        return files.countOlder(olderThan);
    }

    /** @param batch rows in one transaction */
    public long delete(Instant olderThan, int batch) {
        return files.deleteOlder(olderThan, batch);
    }

    /** Of rows that are gone, for about so long; answers a line for people, or nothing where nothing was to be done. */
    public Optional<String> deleteObjects(Duration limit) {
        MediaDeletions.Outcome outcome =
                deletions.map(it -> it.run(limit)).orElseGet(() -> new MediaDeletions.Outcome(0, 0));
        long waiting = files.countDeletions();
        String gone =
                outcome.deleted() == 0 ? "" : "%d object(s) deleted from the media store".formatted(outcome.deleted());
        String left = waiting == 0 ? "" : "%d object(s) of the media store are left for the workers".formatted(waiting);
        String line = gone.isEmpty() || left.isEmpty() ? gone + left : gone + "; " + left;
        return Optional.of(line).filter(it -> !it.isEmpty());
    }
}
