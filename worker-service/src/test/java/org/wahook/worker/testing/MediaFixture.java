package org.wahook.worker.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.media.MediaLinks;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.testbed.meta.SimulatedMeta;
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

/** Media between simulated Meta and a database. */
public final class MediaFixture implements AutoCloseable {

    public static final Duration TIMEOUT = Duration.ofSeconds(20);
    public static final long LARGEST = 1024L * 1024;

    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final MediaRooms rooms;
    private final GraphMedia graph;

    /** Without transcription, and without leave for private addresses. */
    public MediaFixture(SimulatedMeta meta, Jdbi jdbi) {
        this(
                meta,
                jdbi,
                Optional.empty(),
                OkHttpClient::new,
                OutgoingAddresses.ofClients(OutgoingAllowed.NONE),
                TIMEOUT);
    }

    public static MediaFixture transcribing(SimulatedMeta meta, Jdbi jdbi, Optional<String> baseUrl) {
        return new MediaFixture(
                meta, jdbi, baseUrl, OkHttpClient::new, OutgoingAddresses.ofClients(OutgoingAllowed.NONE), TIMEOUT);
    }

    /** Without transcription, and with a store for the files. */
    public static MediaFixture keeping(SimulatedMeta meta, Jdbi jdbi, MediaStoreConfig config) {
        return new MediaFixture(
                meta,
                jdbi,
                Optional.empty(),
                OkHttpClient::new,
                OutgoingAddresses.ofClients(OutgoingAllowed.NONE),
                TIMEOUT,
                Optional.of(config));
    }

    public MediaFixture(
            SimulatedMeta meta,
            Jdbi jdbi,
            Optional<String> transcription,
            Supplier<OkHttpClient> fetcher,
            OutgoingAddresses addresses,
            Duration fetchTimeout) {
        this(meta, jdbi, transcription, fetcher, addresses, fetchTimeout, Optional.empty());
    }

    /**
     * @param transcription base URL
     * @param fetcher settings of the client that fetches what bots name
     * @param addresses that bots may name
     * @param files where customers' files are kept
     */
    private MediaFixture(
            SimulatedMeta meta,
            Jdbi jdbi,
            Optional<String> transcription,
            Supplier<OkHttpClient> fetcher,
            OutgoingAddresses addresses,
            Duration fetchTimeout,
            Optional<MediaStoreConfig> files) {
        graph = new GraphMedia(meta.baseUrl(), "v26.0", Clock.systemUTC());
        MediaMemory memory = new MediaMemory(64 * 1024 * 1024, meters);
        MediaStore store = new MediaStore(jdbi);
        rooms = new MediaRooms(
                new InboundMedia(graph, memory, TIMEOUT, LARGEST, meters),
                new Transcription(
                        new Transcription.Defaults(
                                transcription, new Secret("transcription-key"), "whisper-1", Duration.ofSeconds(5)),
                        OutgoingAllowed.parse("127.0.0.1"),
                        meters),
                store,
                new OutboundMedia(fetcher, addresses, graph, store, memory, fetchTimeout, meters),
                files.map(it -> new MediaKeeping(
                        new KeptFiles(jdbi),
                        new ObjectStore(it),
                        new MediaLinks(it, Clock.systemUTC()),
                        it.timeout(),
                        Clock.systemUTC(),
                        new StoreMeters(meters))));
    }

    @Override
    public void close() {
        rooms.close();
        graph.close();
    }
}
