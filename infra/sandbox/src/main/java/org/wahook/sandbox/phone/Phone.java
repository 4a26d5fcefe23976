package org.wahook.sandbox.phone;

import java.time.Duration;
import org.wahook.ingest.http.HttpListener;
import org.wahook.ingest.http.ListenAddress;

/** The page and all who watch for it. Starts when the services are ready, closes before them. */
public final class Phone implements AutoCloseable {

    private static final String LOCAL = "127.0.0.1";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

    private final Letterbox letterbox;
    private final BrokerWatch broker;
    private final DatabaseWatch database;
    private final PhoneRoutes routes;
    private final HttpListener listener;

    private Phone(World world, ListenAddress address) {
        Feed feed = new Feed();
        Journeys journeys = new Journeys(feed);
        Mischief mischief = new Mischief(world, feed);
        letterbox = new Letterbox(world.sender(), feed, journeys);
        new MetaWatch(world, feed, journeys).start();
        new AiWatch(world.responseApi(), journeys).start();
        database = DatabaseWatch.start(world.databaseUrl(), journeys);
        broker = BrokerWatch.start(world.rabbitUrl(), journeys);
        routes = new PhoneRoutes(world, feed, letterbox, mischief);
        listener = HttpListener.start("phone", address, STOP_LIMIT, routes::addTo);
        mischief.clear();
    }

    /**
     * On 127.0.0.1.
     *
     * @param port 0 for any free one
     */
    public static Phone start(World world, int port) {
        return new Phone(world, new ListenAddress(LOCAL, port));
    }

    /** On all addresses, for a container whose port is let out to where it should be. */
    public static Phone startForOthers(World world, int port) {
        return new Phone(world, new ListenAddress("0.0.0.0", port));
    }

    public String url() {
        return "http://%s:%d/".formatted(LOCAL, listener.port());
    }

    @Override
    public void close() {
        routes.close();
        letterbox.close();
        listener.close();
        broker.close();
        database.close();
    }
}
