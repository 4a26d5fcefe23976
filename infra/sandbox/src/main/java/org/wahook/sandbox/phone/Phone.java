package org.wahook.sandbox.phone;

import java.time.Duration;
import org.wahook.http.HttpListener;
import org.wahook.http.ListenAddress;
import org.wahook.http.ListenerLimits;

/** The page and all who watch for it. Starts when the services are ready, closes before them. */
public final class Phone implements AutoCloseable {

    private static final String LOCAL = "127.0.0.1";
    private static final ListenerLimits LIMITS = ListenerLimits.of(512, 16L * 1024 * 1024);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

    private final WebhookPoster poster;
    private final BrokerWatch broker;
    private final DatabaseWatch database;
    private final PhoneRoutes routes;
    private final HttpListener listener;

    private Phone(SimulatedPeers peers, ListenAddress address) {
        Feed feed = new Feed();
        MessageTimelines timelines = new MessageTimelines(feed);
        FaultControls faults = new FaultControls(peers, feed);
        poster = new WebhookPoster(peers.sender(), peers.meta(), feed, timelines);
        new MetaWatch(peers, feed, timelines).start();
        new AiWatch(peers.responseApi(), timelines).start();
        database = DatabaseWatch.start(peers.databaseUrl(), timelines);
        broker = BrokerWatch.start(peers.rabbitUrl(), timelines);
        routes = new PhoneRoutes(peers, feed, poster, faults);
        listener = HttpListener.start("phone", address, LIMITS, routes::addTo);
        faults.clear();
    }

    /**
     * On 127.0.0.1.
     *
     * @param port 0 for any free one
     */
    public static Phone start(SimulatedPeers peers, int port) {
        return new Phone(peers, new ListenAddress(LOCAL, port));
    }

    /** On all addresses, for a container whose port is let out to where it should be. */
    public static Phone startForOthers(SimulatedPeers peers, int port) {
        return new Phone(peers, new ListenAddress("0.0.0.0", port));
    }

    public String url() {
        return "http://%s:%d/".formatted(LOCAL, listener.port());
    }

    @Override
    public void close() {
        routes.close();
        poster.close();
        listener.stop(STOP_LIMIT);
        broker.close();
        database.close();
    }
}
