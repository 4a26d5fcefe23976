package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.account.Account;
import org.wahook.shared.meta.Contact;

/** A batch of events taken apart: what to store, and what to hand on that can't be stored. */
final class ClassifiedEvents {

    /** Messages, and what happened between them, in their order. */
    final List<Arrival> arrivals = new ArrayList<>();

    final List<StatusDelivery> statuses = new ArrayList<>();
    final List<WebhookChange> changes = new ArrayList<>();
    final Map<Account, List<Contact>> names = new LinkedHashMap<>();
    final AccountNews accountNews = new AccountNews();

    /** The accounts that any of it is about, each with the id of the WABA that Meta named. */
    final Map<UUID, String> heard = new LinkedHashMap<>();

    /** Dead letters and unrouted events. */
    final List<Publication> handedOn = new ArrayList<>();
}
