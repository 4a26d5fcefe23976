package org.wahook.shared.contact;

import java.util.Optional;

/**
 * One person, with one client or with all.
 *
 * @param contactId the phone number in digits, or the business-scoped user id
 * @param chatbotId only what this client has
 */
public record ContactSelection(String contactId, Optional<String> chatbotId) {

    /** A shorter one could be part of anything. */
    private static final int SHORTEST = 5;

    /** @throws IllegalArgumentException where it can't be a phone number or a user id */
    public ContactSelection {
        if (contactId.length() < SHORTEST || !contactId.matches("[\\w.:-]+")) {
            throw new IllegalArgumentException("expected a phone number or a user id");
        }
    }

    /** As people write phone numbers, too: {@code +49 151 123-456}. */
    public static ContactSelection of(String text, Optional<String> chatbotId) {
        String stripped = text.strip();
        boolean phone = stripped.matches("\\+?[\\d ().-]+");
        return new ContactSelection(phone ? stripped.replaceAll("\\D", "") : stripped, chatbotId);
    }
}
