package org.wahook.worker.route;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.database.Account;
import org.wahook.shared.database.Accounts;
import org.wahook.shared.json.Json;
import org.wahook.shared.meta.BrokenItem;
import org.wahook.shared.meta.Change;
import org.wahook.shared.meta.InboundMessage;
import org.wahook.shared.meta.Webhook;
import org.wahook.shared.meta.WebhookReader;
import org.wahook.worker.outcome.DeadLetter;
import org.wahook.worker.outcome.Reason;

/** Takes events apart and finds the clients that own their numbers. */
final class Sorter {

    private record Parsed(Event event, Webhook webhook) {}

    private final Accounts accounts;
    private final Clock clock;

    Sorter(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    Sorted sort(List<Event> events) {
        Sorted sorted = new Sorted();
        List<Parsed> parsed = parse(events, sorted);
        Map<String, List<Account>> owners = accounts.byPhoneNumberIds(numbersIn(parsed));
        for (Parsed one : parsed) {
            sort(one, owners, sorted);
        }
        return sorted;
    }

    private List<Parsed> parse(List<Event> events, Sorted sorted) {
        List<Parsed> parsed = new ArrayList<>();
        for (Event event : events) {
            Optional<Webhook> webhook = WebhookReader.read(event.body());
            if (webhook.isPresent()) {
                parsed.add(new Parsed(event, webhook.get()));
            } else if (Json.parse(event.body()).isPresent()) {
                sorted.handedOn.add(DeadLetter.event(
                        event.body(),
                        "application/json",
                        event.id(),
                        Reason.UNSUPPORTED_OBJECT,
                        "the body's object is not whatsapp_business_account",
                        clock.instant()));
            } else {
                sorted.handedOn.add(DeadLetter.event(
                        event.body(),
                        "application/octet-stream",
                        event.id(),
                        Reason.MALFORMED_EVENT,
                        "the body is not JSON",
                        clock.instant()));
            }
        }
        return parsed;
    }

    private static Set<String> numbersIn(List<Parsed> parsed) {
        Set<String> numbers = new LinkedHashSet<>();
        for (Parsed one : parsed) {
            for (Change change : one.webhook().changes()) {
                if (change instanceof Change.Messages messages) {
                    numbers.add(messages.phoneNumberId());
                }
            }
        }
        return numbers;
    }

    private void sort(Parsed parsed, Map<String, List<Account>> owners, Sorted sorted) {
        Map<String, List<Change>> unrouted = new LinkedHashMap<>();
        List<Change> changes = parsed.webhook().changes();
        for (int position = 0; position < changes.size(); position++) {
            switch (changes.get(position)) {
                case Change.Other other ->
                    sorted.changes.add(new KeptChange(parsed.event().id(), position, other));
                case Change.Messages messages -> {
                    List<Account> clients = owners.getOrDefault(messages.phoneNumberId(), List.of());
                    if (clients.isEmpty()) {
                        unrouted.computeIfAbsent(messages.phoneNumberId(), number -> new ArrayList<>())
                                .add(messages);
                    } else {
                        sort(messages, clients, parsed.event(), sorted);
                    }
                }
            }
        }
        unrouted.forEach((number, lost) -> sorted.handedOn.add(unrouted(parsed, number, lost)));
        parsed.webhook().broken().forEach(item -> sorted.handedOn.add(broken(parsed.event(), item)));
    }

    private static void sort(Change.Messages change, List<Account> clients, Event event, Sorted sorted) {
        for (InboundMessage message : change.messages()) {
            for (Account client : clients) {
                sorted.messages.add(new Arrival(client, message, event));
            }
        }
        clients.forEach(client -> sorted.heard.add(client.id()));
        change.statuses().forEach(status -> sorted.statuses.add(new StatusArrival(change.phoneNumberId(), status)));
    }

    private Publication broken(Event event, BrokenItem item) {
        return DeadLetter.event(
                Json.bytes(item.webhook()),
                "application/json",
                event.id(),
                Reason.MALFORMED_ITEM,
                item.why(),
                clock.instant());
    }

    /** The whole event byte for byte where it is about this number alone; else the changes that are. */
    private static Publication unrouted(Parsed parsed, String phoneNumberId, List<Change> changes) {
        Event event = parsed.event();
        boolean whole = changes.size() == parsed.webhook().changes().size()
                && parsed.webhook().broken().isEmpty();
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.EVENT_ID, event.id());
        headers.put(MessageHeaders.PHONE_NUMBER_ID, phoneNumberId);
        headers.put(MessageHeaders.RECEIVED_AT, event.receivedAt().toEpochMilli());
        byte[] body = whole ? event.body() : Json.bytes(WebhookReader.envelopeOf(changes));
        return Publication.json(Topology.EXCHANGE, Topology.UNROUTED_KEY, event.id(), headers, body);
    }
}
