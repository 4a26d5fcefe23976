package org.wahook.platform.process;

import java.time.Duration;

/** What the process of a service needs of its configuration. */
public interface ServiceConfig {

    /** How long stopping may take after SIGTERM. */
    Duration shutdownGrace();

    String logFormat();

    String logLevel();

    /** One of so many lines of a successful request or turn is logged. */
    int logSampling();
}
