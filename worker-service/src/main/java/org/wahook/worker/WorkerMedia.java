package org.wahook.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.database.Database;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.process.ServiceShell;
import org.wahook.shared.media.MediaLinks;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.MediaMemory;
import org.wahook.worker.media.MediaRooms;
import org.wahook.worker.media.MediaStore;
import org.wahook.worker.media.OutboundMedia;
import org.wahook.worker.media.Transcription;
import org.wahook.worker.media.store.KeptFiles;
import org.wahook.worker.media.store.MediaKeeping;
import org.wahook.worker.media.store.ObjectStore;
import org.wahook.worker.media.store.StoreMeters;
import org.wahook.worker.media.store.StoreUpkeep;

/**
 * What a worker has for files: those of customers, those of bots, and the store that may keep them.
 *
 * @param upkeep empty where no store is set; then no class of its library is loaded
 */
record WorkerMedia(MediaRooms rooms, Optional<StoreUpkeep> upkeep) {

    private record Kept(MediaKeeping keeping, StoreUpkeep upkeep) {}

    /** Made, and closed by the shell. */
    static WorkerMedia add(ServiceShell shell, WorkerConfig config, Database database, GraphMedia graph, Clock clock) {
        MeterRegistry meters = shell.metrics().registry();
        StoreMeters storeMeters = new StoreMeters(meters);
        Optional<Kept> kept = config.mediaStore().map(it -> kept(shell, it, database, storeMeters, clock));
        MediaRooms rooms = shell.add(rooms(config, database, graph, kept.map(Kept::keeping), meters));
        return new WorkerMedia(rooms, kept.map(Kept::upkeep));
    }

    /** How long a turn may take for files, besides the calls of the bot and of Meta. */
    static Duration longestInATurn(WorkerConfig config) {
        return config.media()
                .timeout()
                .plus(config.transcription().timeout())
                .plus(config.mediaStore().map(MediaStoreConfig::timeout).orElse(Duration.ZERO));
    }

    void start() {
        upkeep.ifPresent(StoreUpkeep::start);
    }

    private static MediaRooms rooms(
            WorkerConfig config,
            Database database,
            GraphMedia graph,
            Optional<MediaKeeping> keeping,
            MeterRegistry meters) {
        MediaMemory memory = new MediaMemory(config.media().memory(), meters);
        MediaStore store = new MediaStore(database.jdbi());
        OutgoingAllowed allowed = config.responseApi().outgoingAllowed();
        Duration timeout = config.media().timeout();
        return new MediaRooms(
                new InboundMedia(graph, memory, timeout, config.media().largest(), meters),
                new Transcription(config.transcription(), allowed, meters),
                store,
                OutboundMedia.fetching(allowed, graph, store, memory, timeout, meters),
                keeping);
    }

    private static Kept kept(
            ServiceShell shell, MediaStoreConfig config, Database database, StoreMeters meters, Clock clock) {
        KeptFiles files = new KeptFiles(database.jdbi());
        ObjectStore store = new ObjectStore(config);
        StoreUpkeep upkeep = shell.add(new StoreUpkeep(config, store, files, database, meters));
        return new Kept(
                new MediaKeeping(files, store, new MediaLinks(config, clock), config.timeout(), clock, meters), upkeep);
    }
}
