package org.wahook.worker.reply;

import java.util.List;

/**
 * A turn whose reply is certain.
 *
 * @param drafts the messages that are not kept yet; empty where an earlier attempt has kept them
 * @param memory what is kept with them
 */
record AskedTurn(OpenTurn open, List<Draft> drafts, BotMemory memory) {

    AskedTurn {
        drafts = List.copyOf(drafts);
    }

    static AskedTurn keptBefore(OpenTurn open) {
        return new AskedTurn(open, List.of(), BotMemory.NONE);
    }
}
