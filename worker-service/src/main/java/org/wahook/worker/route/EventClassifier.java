package org.wahook.worker.route;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.meta.BrokenItem;
import org.wahook.shared.meta.Change;
import org.wahook.shared.meta.InboundMessage;
import org.wahook.shared.meta.Webhook;
import org.wahook.shared.meta.WebhookReader;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;

/** Takes events apart and finds the clients that own their numbers. */
final class EventClassifier {

    /** Far more than Meta puts into one change. */
    private static final int MOST_STATUSES = 100_000;

    private record Parsed(Event event, Webhook webhook) {}

    private final Accounts accounts;
    private final Clock clock;
    private final UnknownNumbers unknownNumbers;

    EventClassifier(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
        this.unknownNumbers = new UnknownNumbers(clock);
    }

    ClassifiedEvents sort(List<Event> events) {
        ClassifiedEvents classified = new ClassifiedEvents();
        List<Parsed> parsed = parse(events, classified);
        Map<String, List<Account>> owners = accounts.byPhoneNumberIds(numbersIn(parsed));
        for (Parsed one : parsed) {
            sort(one, owners, classified);
        }
        return classified;
    }

    private List<Parsed> parse(List<Event> events, ClassifiedEvents classified) {
        List<Parsed> parsed = new ArrayList<>();
        for (Event event : events) {
            Optional<Webhook> webhook = WebhookReader.read(event.body());
            if (webhook.isPresent()) {
                parsed.add(new Parsed(event, webhook.get()));
            } else if (Json.parse(event.body()).isPresent()) {
                classified.handedOn.add(DeadLetterPublications.event(
                        event.body(),
                        "application/json",
                        event.id(),
                        Reason.UNSUPPORTED_OBJECT,
                        "the body's object is not whatsapp_business_account",
                        clock.instant()));
            } else {
                classified.handedOn.add(DeadLetterPublications.event(
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

    private void sort(Parsed parsed, Map<String, List<Account>> owners, ClassifiedEvents classified) {
        Map<String, List<Change>> unrouted = new LinkedHashMap<>();
        List<Change> changes = parsed.webhook().changes();
        for (int position = 0; position < changes.size(); position++) {
            switch (changes.get(position)) {
                case Change.Other other ->
                    classified.changes.add(new WebhookChange(
                            parsed.event().id(),
                            position,
                            other.field(),
                            other.wabaId(),
                            other.phoneNumberId(),
                            other.json().path("value")));
                case Change.Messages messages -> {
                    List<Account> clients = owners.getOrDefault(messages.phoneNumberId(), List.of());
                    if (clients.isEmpty()) {
                        unrouted.computeIfAbsent(messages.phoneNumberId(), number -> new ArrayList<>())
                                .add(messages);
                    } else {
                        sort(messages, clients, parsed.event(), position, classified);
                    }
                }
            }
        }
        unrouted.forEach((number, lost) -> classified.handedOn.add(unrouted(parsed, number, lost)));
        parsed.webhook().broken().forEach(item -> classified.handedOn.add(broken(parsed.event(), item)));
    }

    private static void sort(
            Change.Messages change, List<Account> clients, Event event, int position, ClassifiedEvents classified) {
        for (InboundMessage message : change.messages()) {
            for (Account client : clients) {
                classified.messages.add(new InboundDelivery(client, message, event));
            }
        }
        clients.forEach(client -> classified.heard.add(client.id()));
        int first = position * MOST_STATUSES;
        for (int i = 0; i < change.statuses().size(); i++) {
            classified.statuses.add(new StatusDelivery(
                    change.phoneNumberId(), change.statuses().get(i), event.id(), change.wabaId(), first + i));
        }
    }

    private Publication broken(Event event, BrokenItem item) {
        return DeadLetterPublications.event(
                Json.bytes(item.webhook()),
                "application/json",
                event.id(),
                Reason.MALFORMED_ITEM,
                item.why(),
                clock.instant());
    }

    /** The whole event byte for byte where it is about this number alone; else the changes that are. */
    private Publication unrouted(Parsed parsed, String phoneNumberId, List<Change> changes) {
        Event event = parsed.event();
        unknownNumbers.saw(phoneNumberId, event.id());
        boolean whole = changes.size() == parsed.webhook().changes().size()
                && parsed.webhook().broken().isEmpty();
        Map<String, Object> headers = DeadLetterPublications.failure(
                Reason.NUMBER_UNKNOWN,
                "no active account has the phone_number_id " + phoneNumberId,
                Attempts.NONE.failed(clock.instant()),
                clock.instant());
        headers.put(MessageHeaders.EVENT_ID, event.id());
        headers.put(MessageHeaders.PHONE_NUMBER_ID, phoneNumberId);
        headers.put(MessageHeaders.RECEIVED_AT, event.receivedAt().toEpochMilli());
        byte[] body = whole ? event.body() : Json.bytes(WebhookReader.envelopeOf(changes));
        return Publication.json(Topology.EXCHANGE, Topology.UNROUTED_KEY, event.id(), headers, body);
    }
}
