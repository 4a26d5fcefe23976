package org.wahook.shared.secrets;

import org.wahook.shared.config.Secret;

/** What became of reading a stored secret. */
public sealed interface Opened {

    record Clear(Secret secret) implements Opened {}

    /** @param why for people, without secrets */
    record Unreadable(String why) implements Opened {}
}
