package org.wahook.shared.meta;

import java.util.Optional;

/** A person has another phone number, or another business-scoped user id. What is not named stays unknown. */
public record IdentityChange(
        Optional<String> oldPhone, Optional<String> oldUserId, Optional<String> newPhone, Optional<String> newUserId) {}
