package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Parsed;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which messages of a conversation a list shows.
 *
 * @param before the id of a message; empty for the newest
 */
public record MessageQuery(Optional<Long> before, int limit) {

    static Parsed<MessageQuery> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", PageCursor.NUMBER);
        return form.complete(
                () -> new MessageQuery(cursor.flatMap(PageCursor::number), limit.orElse(Page.DEFAULT_LIMIT)));
    }
}
