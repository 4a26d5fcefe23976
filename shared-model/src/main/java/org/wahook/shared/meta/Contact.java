package org.wahook.shared.meta;

import java.util.Optional;

/**
 * Who wrote, or was written to. At least one of the two ids is there: people who took a username may hide their phone
 * number.
 *
 * @param phone digits only
 * @param userId business-scoped user id, such as {@code US.13491208655302741918}
 * @param username without the {@code @} that Meta may put before it
 */
public record Contact(
        Optional<String> phone, Optional<String> userId, Optional<String> name, Optional<String> username) {

    public Contact {
        if (phone.isEmpty() && userId.isEmpty()) {
            throw new IllegalArgumentException("a contact needs a phone number or a user id");
        }
    }

    /** One whose username is unknown. */
    public Contact(Optional<String> phone, Optional<String> userId, Optional<String> name) {
        this(phone, userId, name, Optional.empty());
    }

    /** What a conversation is kept under: the phone number or, without one, the business-scoped user id. */
    public String id() {
        return phone.or(() -> userId).orElseThrow();
    }
}
