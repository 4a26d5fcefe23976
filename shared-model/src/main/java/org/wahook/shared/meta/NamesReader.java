package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads {@code smb_app_state_sync}: the address book of a number that has joined. */
final class NamesReader {

    private NamesReader() {}

    static Change read(String wabaId, String phoneNumberId, JsonNode change) {
        List<Contact> contacts = new ArrayList<>();
        for (JsonNode item : change.path("value").path("state_sync")) {
            JsonNode contact = item.path("contact");
            Optional<String> phone = Fields.phone(contact, "phone_number");
            Optional<String> userId = Fields.id(contact, "user_id");
            Optional<String> name = Fields.name(contact, "full_name").or(() -> Fields.name(contact, "first_name"));
            boolean added = !item.path("action").asString("").equals("remove");
            if (added && (phone.isPresent() || userId.isPresent())) {
                contacts.add(new Contact(phone, userId, name, ContactBook.username(contact)));
            }
        }
        return new Change.ContactNames(wabaId, phoneNumberId, contacts, change);
    }
}
