package org.wahook.testbed.meta;

import org.jspecify.annotations.Nullable;

/**
 * A WhatsApp user as a webhook tells of them.
 *
 * @param phone digits only; null for one who hides the number behind a username
 * @param userId the business-scoped user id, such as {@code US.13491208655302741918}
 */
public record Customer(@Nullable String phone, String userId, String name) {

    /** One whose number is known; the user id is made up from it. */
    public static Customer withPhone(String phone, String name) {
        return new Customer(phone, "US.1" + phone, name);
    }

    /** One of whom only the business-scoped user id is known. */
    public static Customer withoutPhone(String userId, String name) {
        return new Customer(null, userId, name);
    }
}
