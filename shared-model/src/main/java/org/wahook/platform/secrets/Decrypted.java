package org.wahook.platform.secrets;

import org.wahook.platform.config.Secret;

/** What became of reading a stored secret. */
public sealed interface Decrypted {

    record Clear(Secret secret) implements Decrypted {}

    /** @param why for people, without secrets */
    record Unreadable(String why) implements Decrypted {}
}
