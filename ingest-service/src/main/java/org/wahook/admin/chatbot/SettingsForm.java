package org.wahook.admin.chatbot;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import org.wahook.platform.json.Json;
import org.wahook.platform.outgoing.OutgoingAddresses;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a chatbot, in the form in which they are stored and the worker reads them. */
final class SettingsForm {

    /** A turn waits for so long in its worker: longer would hold places that other turns need. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int MOST_HISTORY = 500;

    /** Meta takes no more in one message. */
    private static final int LONGEST_TEXT = 4096;

    static final String BASE_URL = "responseApiBaseUrl";

    private SettingsForm() {}

    static ObjectNode read(Form form, OutgoingAddresses addresses) {
        Optional<String> debounce = form.optionalText("replyDebounce", pause());
        Optional<String> debounceMax = form.optionalText("replyDebounceMax", pause());
        Optional<Integer> history = form.optionalWhole("historyMessages", 1, MOST_HISTORY);
        Optional<Boolean> typing = form.optionalTruth("typingIndicator");
        Optional<String> fallback = form.optionalText("fallbackReply", Rule.lines(LONGEST_TEXT));
        Optional<String> baseUrl = form.optionalText(BASE_URL, baseUrl(addresses));
        Optional<String> formatting = form.optionalText("formatting", Rule.oneOf("whatsapp", "asIs"));
        Optional<Boolean> previewUrl = form.optionalTruth("previewUrl");
        form.nothingElse();
        if (debounce.isPresent()
                && debounceMax.isPresent()
                && Durations.parse(debounceMax.get()).compareTo(Durations.parse(debounce.get())) < 0) {
            form.problem("replyDebounceMax", "must not be shorter than replyDebounce");
        }
        ObjectNode settings = Json.object();
        debounce.ifPresent(it -> settings.put("replyDebounce", it));
        debounceMax.ifPresent(it -> settings.put("replyDebounceMax", it));
        history.ifPresent(it -> settings.put("historyMessages", it));
        typing.ifPresent(it -> settings.put("typingIndicator", it));
        fallback.ifPresent(it -> settings.put("fallbackReply", it));
        baseUrl.ifPresent(it -> settings.put(BASE_URL, it));
        formatting.ifPresent(it -> settings.put("formatting", it));
        previewUrl.ifPresent(it -> settings.put("previewUrl", it));
        return settings;
    }

    /** What a name resolves to is checked by whoever connects; an address is refused here already. */
    private static Rule baseUrl(OutgoingAddresses addresses) {
        Rule url = Rule.httpUrl(2000);
        return text -> url.complaint(text)
                .or(() -> addresses
                        .objection(URI.create(text).getHost())
                        .map("lead to a host that clients may name; this is %s"::formatted));
    }

    private static Rule pause() {
        Rule duration = Rule.duration();
        return text -> duration.complaint(text)
                .or(() -> Durations.parse(text).compareTo(LONGEST_WAIT) > 0
                        ? Optional.of("be at most " + Durations.format(LONGEST_WAIT))
                        : Optional.empty());
    }
}
