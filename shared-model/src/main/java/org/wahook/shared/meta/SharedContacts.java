package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Tells the contact cards that a customer shares: name, numbers, mail, company. */
final class SharedContacts {

    private static final Pattern TELEPHONE =
            Pattern.compile("(?im)^(?:[\\w-]+\\.)?TEL[^:\\r\\n]{0,200}:(?:tel:)?([^\\r\\n]{1,100})$");

    private SharedContacts() {}

    static Optional<String> describe(JsonNode cards) {
        List<String> told = new ArrayList<>();
        cards.forEach(card -> {
            String one = card(card);
            if (!one.isEmpty()) {
                told.add(one);
            }
        });
        return told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told));
    }

    private static String card(JsonNode card) {
        Set<String> parts = new LinkedHashSet<>();
        name(card.path("name")).ifPresent(parts::add);
        card.path("phones")
                .forEach(phone -> Words.of(phone, "phone")
                        .or(() -> Words.of(phone, "wa_id").map(digits -> "+" + digits))
                        .ifPresent(parts::add));
        if (card.path("phones").isEmpty()) {
            TELEPHONE
                    .matcher(card.path("vcard").asString(""))
                    .results()
                    .forEach(it -> parts.add(it.group(1).strip()));
        }
        card.path("emails").forEach(mail -> Words.of(mail, "email").ifPresent(parts::add));
        Words.of(card.path("org"), "company").ifPresent(parts::add);
        return String.join(", ", parts);
    }

    private static Optional<String> name(JsonNode name) {
        Optional<String> first = Words.of(name, "first_name");
        Optional<String> last = Words.of(name, "last_name");
        Optional<String> both = first.flatMap(it -> last.map(other -> it + " " + other));
        return Words.of(name, "formatted_name").or(() -> both).or(() -> first).or(() -> last);
    }
}
