package org.wahook.worker.route;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our callback data in a status. Others may send with this number too, with data of their own.
 *
 * @param key empty where it is the bare id, as the version before has it
 */
record Callback(long rowId, Optional<String> key) {

    private static final Pattern OURS = Pattern.compile("(\\d{1,18})(?:\\.([0-9a-f-]{36}))?");

    /** Empty where it is no data of ours. */
    static Optional<Callback> of(String data) {
        Matcher ours = OURS.matcher(data);
        return ours.matches()
                ? Optional.of(new Callback(Long.parseLong(ours.group(1)), Optional.ofNullable(ours.group(2))))
                : Optional.empty();
    }
}
