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
import tools.jackson.databind.JsonNode;

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
                        Json.tooDeep(event.body())
                                ? "the body is JSON that is nested deeper than " + Json.DEEPEST + " levels"
                                : "the body is not JSON",
                        clock.instant()));
            }
        }
        return parsed;
    }

    private static Set<String> numbersIn(List<Parsed> parsed) {
        Set<String> numbers = new LinkedHashSet<>();
        for (Parsed one : parsed) {
            for (Change change : one.webhook().changes()) {
                switch (change) {
                    case Change.Messages messages -> numbers.add(messages.phoneNumberId());
                    case Change.Handover handover -> numbers.add(handover.phoneNumberId());
                    case Change.ContactNames names -> numbers.add(names.phoneNumberId());
                    case Change.Other _ -> {}
                }
            }
        }
        return numbers;
    }

    private void sort(Parsed parsed, Map<String, List<Account>> owners, ClassifiedEvents classified) {
        Map<String, List<Change>> unrouted = new LinkedHashMap<>();
        List<Change> changes = parsed.webhook().changes();
        for (int position = 0; position < changes.size(); position++) {
            Place place = new Place(parsed.event(), position);
            switch (changes.get(position)) {
                case Change.Other other -> sort(other, place, classified);
                case Change.Handover handover -> {
                    clients(handover, handover.phoneNumberId(), owners, classified)
                            .forEach(client ->
                                    classified.arrivals.add(new OwnerDelivery(client, handover, parsed.event())));
                    classified.changes.add(place.kept(handover, handover.phoneNumberId()));
                }
                case Change.ContactNames names -> {
                    clients(names, names.phoneNumberId(), owners, classified)
                            .forEach(client -> classified
                                    .names
                                    .computeIfAbsent(client, it -> new ArrayList<>())
                                    .addAll(names.contacts()));
                    classified.changes.add(place.kept(names, names.phoneNumberId()));
                }
                case Change.Messages messages -> {
                    List<Account> clients = clients(messages, messages.phoneNumberId(), owners, classified);
                    if (!clients.isEmpty()) {
                        sort(messages, clients, place, classified);
                    } else if (messages.live()) {
                        unrouted.computeIfAbsent(messages.phoneNumberId(), number -> new ArrayList<>())
                                .add(messages);
                    } else {
                        classified.changes.add(place.kept(messages, messages.phoneNumberId()));
                    }
                }
            }
        }
        unrouted.forEach((number, lost) -> classified.handedOn.add(unrouted(parsed, number, lost)));
        parsed.webhook().broken().forEach(item -> classified.handedOn.add(broken(parsed.event(), item)));
    }

    /** Where a change stands. */
    private record Place(Event event, int position) {

        WebhookChange kept(Change change, String phoneNumberId) {
            return kept(change, Optional.of(phoneNumberId), change.json().path("value"));
        }

        WebhookChange kept(Change change, Optional<String> phoneNumberId, JsonNode value) {
            return new WebhookChange(
                    event.id(),
                    position,
                    change.json().path("field").asString(""),
                    change.wabaId(),
                    phoneNumberId,
                    value);
        }
    }

    private static List<Account> clients(
            Change change, String phoneNumberId, Map<String, List<Account>> owners, ClassifiedEvents classified) {
        List<Account> clients = owners.getOrDefault(phoneNumberId, List.of());
        clients.forEach(client -> classified.heard.put(client.id(), NulSanitizer.text(change.wabaId())));
        return clients;
    }

    private static void sort(Change.Other other, Place place, ClassifiedEvents classified) {
        JsonNode value = other.json().path("value");
        if (other.field().equals("account_update")) {
            classified.accountNews.update(AccountNews.Update.of(other.wabaId(), value));
        } else if (other.field().equals("messages")) {
            classified.accountNews.errorsOfWaba(other.wabaId(), value.path("errors"));
        }
        classified.changes.add(place.kept(other, other.phoneNumberId(), value));
    }

    private static void sort(Change.Messages change, List<Account> clients, Place place, ClassifiedEvents classified) {
        for (InboundMessage message : change.messages()) {
            for (Account client : clients) {
                classified.arrivals.add(new InboundDelivery(client, message, place.event()));
            }
        }
        int first = place.position() * MOST_STATUSES;
        for (int i = 0; i < change.statuses().size(); i++) {
            classified.statuses.add(new StatusDelivery(
                    change.phoneNumberId(),
                    change.statuses().get(i),
                    place.event().id(),
                    change.wabaId(),
                    first + i));
        }
        change.rest().ifPresent(rest -> {
            classified.accountNews.errors(change.phoneNumberId(), rest.path("errors"));
            classified.changes.add(place.kept(change, Optional.of(change.phoneNumberId()), rest));
        });
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
