package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.shared.meta.Origin;

/**
 * Cuts a batch where an event changes the conversation or the thread owner of the messages after it: a contact's id
 * changed, a thread got another owner, or its messages come to us after standby, or the other way round. A
 * segment is stored as a whole.
 */
final class Segments {

    /**
     * @param first what happened before the messages, if anything
     */
    record Segment(Optional<Arrival> first, List<InboundDelivery> messages) {}

    private final List<Segment> segments = new ArrayList<>();
    private final Map<ContactKey, String> users = new HashMap<>();

    /** How each contact's messages in the segment came: live or on standby. */
    private final Map<ContactKey, Origin> origins = new HashMap<>();

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
                } else if (otherPerson(delivery) || otherOwner(delivery)) {
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

    /** Whether the contact's messages came in the other way before. */
    private boolean otherOwner(InboundDelivery delivery) {
        Origin before = origins.get(delivery.contact());
        return before != null
                && tellsOwner(delivery)
                && before != delivery.message().origin();
    }

    private static boolean tellsOwner(InboundDelivery delivery) {
        Origin origin = delivery.message().origin();
        return origin == Origin.LIVE || origin == Origin.STANDBY;
    }

    private void note(InboundDelivery delivery) {
        if (tellsOwner(delivery)) {
            origins.put(delivery.contact(), delivery.message().origin());
        }
        if (delivery.message().group().isEmpty()
                && delivery.message().contact().phone().isPresent()) {
            delivery.message().contact().userId().ifPresent(user -> users.put(delivery.contact(), user));
        }
    }

    private void begin(Optional<Arrival> first) {
        segments.add(current);
        users.clear();
        origins.clear();
        current = new Segment(first, new ArrayList<>());
    }
}
