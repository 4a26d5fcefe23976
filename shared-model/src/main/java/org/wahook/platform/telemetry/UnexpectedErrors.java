package org.wahook.platform.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Failures that nobody expected on a thread that goes on all the same: each kind is told once, with where it came from. */
public final class UnexpectedErrors {

    private final Logger log;
    private final String where;
    private final Set<Class<?>> told = ConcurrentHashMap.newKeySet();

    public UnexpectedErrors(Logger log, String where) {
        this.log = log;
        this.where = where;
    }

    public void tell(RuntimeException surprise) {
        if (told.add(surprise.getClass())) {
            log.error("{} met what nobody expected, and goes on", where, surprise);
        }
    }
}
