package org.wahook.platform.process;

import java.time.Duration;

/** Something that takes requests of others. */
public interface Listener {

    /** The port that it listens on, also where the configuration said 0. */
    int port();

    /** Takes no new requests, lets those in flight finish for so long, and closes the connections. */
    void stop(Duration limit);
}
