package org.wahook.sandbox.phone;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import tools.jackson.databind.node.ObjectNode;

/** What a person can send from the phone, as Meta would put it into a webhook. */
enum Composer {
    TEXT {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.text(from, wamid, at, text);
        }
    },
    IMAGE {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.image(from, wamid, at, text);
        }

        @Override
        Optional<PhoneFile> file(String text) {
            return Optional.of(PhoneFile.picture());
        }
    },
    VOICE {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.audio(from, wamid, at, true);
        }

        @Override
        String otherwise() {
            return "Is there a table free on Sunday?";
        }

        @Override
        Optional<PhoneFile> file(String text) {
            return Optional.of(PhoneFile.voice(text));
        }
    },
    LOCATION {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.location(from, wamid, at, text, "Old Town 1");
        }

        @Override
        String otherwise() {
            return "Market Square";
        }
    },
    BUTTON {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.buttonReply(from, wamid, at, id.isEmpty() ? "choice" : id, text);
        }

        @Override
        String otherwise() {
            return "Yes, please";
        }
    },
    LIST {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.listReply(from, wamid, at, id.isEmpty() ? "row" : id, text, "");
        }

        @Override
        String otherwise() {
            return "The first one";
        }
    },
    /** A form that was filled in: the text is the fields' JSON. */
    FORM {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text, String id) {
            return MessageBodies.flowReply(from, wamid, at, text);
        }

        @Override
        String otherwise() {
            return "{\"flow_token\": \"of the demo\", \"guests\": \"4\", \"date\": \"2026-12-24\"}";
        }
    };

    /** @param id of a button or a row, as the bot named it; empty where nobody knows */
    abstract ObjectNode message(Customer from, String wamid, Instant at, String text, String id);

    /** The text where nobody has typed one. */
    String otherwise() {
        return "";
    }

    /** What Meta keeps for whoever fetches it. */
    Optional<PhoneFile> file(String text) {
        return Optional.empty();
    }

    static Optional<Composer> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().equalsIgnoreCase(word))
                .findFirst();
    }
}
