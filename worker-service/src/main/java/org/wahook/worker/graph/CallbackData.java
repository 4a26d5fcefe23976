package org.wahook.worker.graph;

import java.util.Optional;

/**
 * What Meta gives back with every status of a message ({@code biz_opaque_callback_data}): the row's id, and a key that
 * nobody can guess. Other installations have rows with the same ids, and anyone who is subscribed to the account sees it.
 */
public final class CallbackData {

    private CallbackData() {}

    /** @param key empty for a message of the version before, whose row has none */
    public static String of(long id, Optional<String> key) {
        return key.map(it -> id + "." + it).orElseGet(() -> String.valueOf(id));
    }
}
