package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts a batch where something happened that changes to whom, or to whose thread, the rest belongs: a contact's identity
 * changed, a thread got another owner. A segment is stored as a whole.
 */
final class Segments {

    /**
     * @param first what happened before the messages, if anything
     */
    record Segment(Optional<Arrival> first, List<InboundDelivery> messages) {}

    private final List<Segment> segments = new ArrayList<>();
    private final Map<ContactKey, String> users = new HashMap<>();
    private Segment current = new Segment(Optional.empty(), new ArrayList<>());

    private Segments() {}

    static List<Segment> of(List<Arrival> arrivals) {
        Segments cut = new Segments();
        arrivals.forEach(cut::add);
        cut.segments.add(cut.current);
        return cut.segments;
    }

    private void add(Arrival arrival) {
        switch (arrival) {
            case OwnerDelivery owner -> begin(Optional.of(owner));
            case InboundDelivery delivery -> {
                if (delivery.message().identityChange().isPresent()) {
                    begin(Optional.of(delivery));
                } else if (otherPerson(delivery)) {
                    begin(Optional.empty());
                }
                note(delivery);
                current.messages().add(delivery);
            }
        }
    }

    /** Two people with one number, one after the other. */
    private boolean otherPerson(InboundDelivery delivery) {
        String user = users.get(delivery.contact());
        return user != null
                && delivery.message()
                        .contact()
                        .userId()
                        .filter(id -> !id.equals(user))
                        .isPresent();
    }

    private void note(InboundDelivery delivery) {
        if (delivery.message().group().isEmpty()
                && delivery.message().contact().phone().isPresent()) {
            delivery.message().contact().userId().ifPresent(user -> users.put(delivery.contact(), user));
        }
    }

    private void begin(Optional<Arrival> first) {
        segments.add(current);
        users.clear();
        current = new Segment(first, new ArrayList<>());
    }
}
