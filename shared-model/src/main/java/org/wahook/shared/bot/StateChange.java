package org.wahook.shared.bot;

import java.nio.charset.StandardCharsets;

/** What becomes of a bot's own state in a conversation. */
public sealed interface StateChange {

    /** More than this is not kept, in bytes of UTF-8. */
    int LONGEST = 4096;

    record Unchanged() implements StateChange {}

    record Cleared() implements StateChange {}

    record Set(String state) implements StateChange {}

    static StateChange unchanged() {
        return new Unchanged();
    }

    static StateChange cleared() {
        return new Cleared();
    }

    /** Unchanged where the state is too large, or has a character that PostgreSQL can't keep. */
    static StateChange set(String state) {
        boolean fits = state.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
        return fits && state.indexOf('\0') < 0 ? new Set(state) : new Unchanged();
    }
}
