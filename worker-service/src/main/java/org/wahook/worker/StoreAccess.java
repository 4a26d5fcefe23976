package org.wahook.worker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.wahook.platform.database.Database;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.worker.media.store.KeptFiles;
import org.wahook.worker.media.store.MediaDeletions;
import org.wahook.worker.media.store.MediaRetention;
import org.wahook.worker.media.store.ObjectStore;
import org.wahook.worker.media.store.StoreMeters;

/** The media store for the length of a command. */
final class StoreAccess {

    private StoreAccess() {}

    /** Does something with it; answers the command's exit code. */
    static int with(Optional<MediaStoreConfig> config, Database database, ToIntFunction<MediaRetention> command) {
        KeptFiles files = new KeptFiles(database.jdbi());
        if (config.isEmpty()) {
            return command.applyAsInt(new MediaRetention(files, Optional.empty()));
        }
        try (ObjectStore store = new ObjectStore(config.get())) {
            return command.applyAsInt(new MediaRetention(
                    files, Optional.of(new MediaDeletions(files, store, new StoreMeters(new SimpleMeterRegistry())))));
        }
    }
}
