package org.wahook.worker.reply;

import java.util.List;

/**
 * A turn whose reply is certain.
 *
 * @param texts the parts that are not kept yet; empty where an earlier attempt has kept them
 */
record AskedTurn(OpenTurn open, List<String> texts) {

    AskedTurn {
        texts = List.copyOf(texts);
    }
}
