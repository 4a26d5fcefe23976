package org.wahook.worker.route;

import java.util.Optional;
import java.util.UUID;
import org.wahook.shared.meta.Contact;

/** Whom a conversation is with, as far as a batch tells. */
record Sender(
        UUID account,
        String chatbotId,
        String contactId,
        boolean group,
        Optional<String> phone,
        Optional<String> userId,
        String name,
        String username) {

    /** A group has no phone number and no user id: those are its members'. */
    static Sender of(InboundDelivery arrival) {
        Contact contact = arrival.message().contact();
        boolean group = arrival.message().group().isPresent();
        return new Sender(
                arrival.account().id(),
                arrival.account().chatbotId(),
                arrival.contact().contactId(),
                group,
                group ? Optional.empty() : contact.phone(),
                group ? Optional.empty() : contact.userId(),
                group ? "" : contact.name().map(NulSanitizer::text).orElse(""),
                group ? "" : contact.username().map(NulSanitizer::text).orElse(""));
    }

    /** With what another message of the same person tells: the later one where both tell something. */
    Sender with(Sender later) {
        return new Sender(
                account,
                chatbotId,
                phone.isPresent() ? contactId : later.contactId,
                group,
                later.phone.or(() -> phone),
                later.userId.or(() -> userId),
                later.name.isEmpty() ? name : later.name,
                later.username.isEmpty() ? username : later.username);
    }

    /** What it is sought by. */
    ContactKey key() {
        return new ContactKey(account, userId.or(() -> phone).orElse(contactId));
    }
}
