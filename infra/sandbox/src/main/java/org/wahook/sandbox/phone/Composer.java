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
        ObjectNode message(Customer from, String wamid, Instant at, String text) {
            return MessageBodies.text(from, wamid, at, text);
        }
    },
    IMAGE {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text) {
            return MessageBodies.image(from, wamid, at, text);
        }
    },
    VOICE {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text) {
            return MessageBodies.audio(from, wamid, at, true);
        }
    },
    LOCATION {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text) {
            return MessageBodies.location(from, wamid, at, text, "Old Town 1");
        }

        @Override
        String otherwise() {
            return "Market Square";
        }
    },
    BUTTON {
        @Override
        ObjectNode message(Customer from, String wamid, Instant at, String text) {
            return MessageBodies.buttonReply(from, wamid, at, "choice", text);
        }

        @Override
        String otherwise() {
            return "Yes, please";
        }
    };

    abstract ObjectNode message(Customer from, String wamid, Instant at, String text);

    /** The text where nobody has typed one. */
    String otherwise() {
        return "";
    }

    static Optional<Composer> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().equalsIgnoreCase(word))
                .findFirst();
    }
}
