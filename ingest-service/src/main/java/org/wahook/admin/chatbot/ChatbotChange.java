package org.wahook.admin.chatbot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.platform.config.Secret;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a chatbot is to be. What is left out stays as it is, or gets its default where the chatbot is new.
 *
 * @param settings replace all settings there are
 */
record ChatbotChange(
        Optional<String> name, Optional<Secret> apiKey, Optional<String> status, Optional<ObjectNode> settings) {

    static Parsed<ChatbotChange> read(ObjectNode body) {
        Form form = Form.of(body);
        Optional<String> name = form.changedText("name", ChatbotRules.NAME);
        Optional<String> apiKey = form.changedText("apiKey", ChatbotRules.API_KEY);
        Optional<String> status = form.changedText("status", ChatbotRules.STATUS);
        Optional<ObjectNode> settings =
                form.has("settings") ? Optional.of(SettingsForm.read(form.object("settings"))) : Optional.empty();
        return form.complete(() -> new ChatbotChange(name, apiKey.map(Secret::new), status, settings));
    }

    /** The names of the fields, for the audit log. */
    String fields() {
        List<String> fields = new ArrayList<>();
        name.ifPresent(it -> fields.add("name"));
        apiKey.ifPresent(it -> fields.add("apiKey"));
        status.ifPresent(it -> fields.add("status=" + it));
        settings.ifPresent(it -> fields.add("settings"));
        return String.join(",", fields);
    }
}
