package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.wahook.platform.broker.Publication;

/** A batch of events taken apart: what to store, and what to hand on that can't be stored. */
final class ClassifiedEvents {

    final List<InboundDelivery> messages = new ArrayList<>();
    final List<StatusDelivery> statuses = new ArrayList<>();
    final List<WebhookChange> changes = new ArrayList<>();

    /** The accounts that any of it is about. */
    final Set<UUID> heard = new LinkedHashSet<>();

    /** Dead letters and unrouted events. */
    final List<Publication> handedOn = new ArrayList<>();
}
