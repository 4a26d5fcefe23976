package org.wahook.worker.reply;

import java.util.List;
import java.util.Optional;

/**
 * The messages that a turn is about.
 *
 * @param ids of the rows
 * @param wamids Meta's ids of those that the customer wrote
 */
public record Unfinished(List<Long> ids, List<String> wamids) {

    public static final Unfinished NOTHING = new Unfinished(List.of(), List.of());

    record Message(long id, Optional<String> wamid) {}

    public Unfinished {
        ids = List.copyOf(ids);
        wamids = List.copyOf(wamids);
    }

    static Unfinished of(List<Message> messages) {
        return new Unfinished(
                messages.stream().map(Message::id).toList(),
                messages.stream().flatMap(it -> it.wamid().stream()).toList());
    }
}
