package org.wahook.admin.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The logger {@code org.wahook.audit}. Callers name ids, and fields without their values. */
public final class Audit {

    private static final Logger log = LoggerFactory.getLogger("org.wahook.audit");

    private Audit() {}

    /** @param subject names and values in turn, such as {@code "chatbot_id", "shop"} */
    public static void changed(String what, String... subject) {
        LoggingEventBuilder line = log.atInfo().addKeyValue("who", "admin token");
        for (int i = 0; i + 1 < subject.length; i += 2) {
            line = line.addKeyValue(subject[i], subject[i + 1]);
        }
        line.log(what);
    }
}
