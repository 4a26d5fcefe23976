package org.wahook.platform.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Logs unexpected errors of a thread that continues: each exception class once, with its stack trace. */
public final class UnexpectedErrors {

    private final Logger log;
    private final String where;
    private final Set<Class<?>> logged = ConcurrentHashMap.newKeySet();

    public UnexpectedErrors(Logger log, String where) {
        this.log = log;
        this.where = where;
    }

    public void log(RuntimeException error) {
        if (logged.add(error.getClass())) {
            log.error("{}: unexpected error; continuing", where, error);
        }
    }
}
