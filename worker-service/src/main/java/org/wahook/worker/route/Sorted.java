package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.List;
import org.wahook.shared.broker.Publication;

/** A batch of events taken apart: what to store, and what to hand on that can't be stored. */
final class Sorted {

    final List<Arrival> messages = new ArrayList<>();
    final List<StatusArrival> statuses = new ArrayList<>();
    final List<KeptChange> changes = new ArrayList<>();

    /** Dead letters and unrouted events. */
    final List<Publication> handedOn = new ArrayList<>();
}
