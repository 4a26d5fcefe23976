package org.wahook.sandbox.phone;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;

/** What people do in a chat besides writing to the bot, as Meta would tell it. */
enum ChatAction {
    /** A person of the client answers in the WhatsApp Business app. */
    ECHO("One of us here: I look after this myself.") {
        @Override
        byte[] webhook(Chat chat, String wamid, Instant at, String text) {
            return OtherFields.messageEcho(chat.number(), chat.customer(), wamid, at, text);
        }
    },
    EDIT("That is what I meant") {
        @Override
        byte[] webhook(Chat chat, String wamid, Instant at, String text) {
            return WebhookBodies.messages(
                    chat.number(),
                    chat.customer(),
                    MessageBodies.edit(chat.customer(), wamid, at, chat.lastWamid(), text));
        }
    },
    DELETE("(deleted the last message)") {
        @Override
        byte[] webhook(Chat chat, String wamid, Instant at, String text) {
            return WebhookBodies.messages(
                    chat.number(), chat.customer(), MessageBodies.revoke(chat.customer(), wamid, at, chat.lastWamid()));
        }
    },
    GROUP("Hello, group!") {
        @Override
        byte[] webhook(Chat chat, String wamid, Instant at, String text) {
            return WebhookBodies.messages(
                    chat.number(),
                    chat.customer(),
                    MessageBodies.inGroup(MessageBodies.text(chat.customer(), wamid, at, text), "GROUP.1"));
        }
    },
    /** Posted by the old number; what the customer writes afterwards comes from the new one. */
    NUMBER("(has a new phone number now)") {
        @Override
        byte[] webhook(Chat chat, String wamid, Instant at, String text) {
            return WebhookBodies.messages(
                    chat.number(),
                    chat.customer(),
                    MessageBodies.system(chat.customer(), wamid, at, AddressBook.newNumberOf(chat.customer())));
        }
    };

    private final String otherwise;

    /** Between whom, and what was written last there; an id that nobody knows where nothing was. */
    record Chat(WebhookNumber number, Customer customer, String lastWamid) {}

    ChatAction(String otherwise) {
        this.otherwise = otherwise;
    }

    abstract byte[] webhook(Chat chat, String wamid, Instant at, String text);

    /** The words where nobody has typed any; those that say themselves what they are stay as they are. */
    String words(String typed) {
        return typed.isEmpty() || otherwise.startsWith("(") ? otherwise : typed;
    }

    boolean ofBusiness() {
        return this == ECHO;
    }

    static Optional<ChatAction> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.name().equalsIgnoreCase(word))
                .findFirst();
    }
}
