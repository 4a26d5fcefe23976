package org.wahook.admin.chatbot;

import java.util.Optional;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Parsed;
import org.wahook.platform.outgoing.OutgoingAddresses;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes chatbots, for callers over HTTP and for the console. */
public final class ChatbotOperations {

    private final ChatbotStore store;
    private final OutgoingAddresses addresses;

    /** @param addresses that clients' own response APIs may have */
    public ChatbotOperations(ChatbotStore store, OutgoingAddresses addresses) {
        this.store = store;
        this.addresses = addresses;
    }

    /** A change, checked against what this installation allows. */
    public Parsed<ChatbotChange> parse(ObjectNode body) {
        return ChatbotChange.read(body, addresses);
    }

    public Optional<Chatbot> find(String id) {
        return ChatbotRules.ID.complaint(id).isPresent() ? Optional.empty() : store.find(id);
    }

    /** @param id that {@link ChatbotRules#ID} accepts */
    public ChatbotWriteResult write(String id, ChatbotChange change, IfMatch ifMatch) {
        ChatbotWriteResult result = store.write(id, change, ifMatch);
        switch (result) {
            case ChatbotWriteResult.Created made ->
                Audit.changed("chatbot created: " + change.fields(), "chatbot_id", id);
            case ChatbotWriteResult.Changed made ->
                Audit.changed("chatbot changed: " + change.fields(), "chatbot_id", id);
            case ChatbotWriteResult.NotWritten refused -> {}
        }
        return result;
    }
}
