package org.wahook.admin.chatbot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAddresses;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a chatbot is to be. What is left out stays as it is, or gets its default where the chatbot is new.
 *
 * @param settings replace all settings there are
 */
public record ChatbotChange(
        Optional<String> name,
        Optional<Secret> apiKey,
        Optional<Secret> signingSecret,
        Optional<Secret> transcriptionKey,
        Optional<String> status,
        Optional<ObjectNode> settings) {

    /** @param addresses that clients' own response APIs may have */
    static Parsed<ChatbotChange> read(ObjectNode body, OutgoingAddresses addresses) {
        Form form = Form.of(body);
        Optional<String> name = form.changedText("name", ChatbotRules.NAME);
        Optional<String> apiKey = form.changedText("apiKey", ChatbotRules.API_KEY);
        Optional<String> signing = form.changedText("signingSecret", ChatbotRules.SIGNING_SECRET);
        Optional<String> transcriptionKey = form.changedText("transcriptionKey", ChatbotRules.TRANSCRIPTION_KEY);
        Optional<String> status = form.changedText("status", ChatbotRules.STATUS);
        Optional<ObjectNode> settings = form.has("settings")
                ? Optional.of(SettingsForm.read(form.object("settings"), addresses))
                : Optional.empty();
        return form.complete(() -> new ChatbotChange(
                name,
                apiKey.map(Secret::new),
                signing.map(Secret::new),
                transcriptionKey.map(Secret::new),
                status,
                settings));
    }

    /** Whether the client's key would go to another scheme, host or port than until now. */
    boolean leadsElsewhereThan(Optional<String> baseUrl) {
        return isElsewhere(settings.map(it -> it.path(SettingsForm.BASE_URL)), baseUrl);
    }

    /** The same of the key for its own transcription endpoint. */
    boolean transcribesElsewhereThan(Optional<String> baseUrl) {
        return isElsewhere(
                settings.map(it -> it.path(SettingsForm.TRANSCRIPTION).path("baseUrl")), baseUrl);
    }

    private static boolean isElsewhere(Optional<JsonNode> setting, Optional<String> before) {
        Optional<String> next = setting.filter(JsonNode::isString).map(JsonNode::asString);
        return next.isPresent() && !next.map(UrlOrigin::of).equals(before.map(UrlOrigin::of));
    }

    /** The names of the fields, for the audit log. */
    String fields() {
        List<String> fields = new ArrayList<>();
        name.ifPresent(it -> fields.add("name"));
        apiKey.ifPresent(it -> fields.add("apiKey"));
        signingSecret.ifPresent(it -> fields.add("signingSecret"));
        transcriptionKey.ifPresent(it -> fields.add("transcriptionKey"));
        status.ifPresent(it -> fields.add("status=" + it));
        settings.ifPresent(it -> fields.add("settings"));
        return String.join(",", fields);
    }
}
