package org.wahook.admin.chatbot;

import java.time.Duration;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.ClientSettings;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a chatbot, in the form in which they are stored and the worker reads them. */
final class SettingsForm {

    /** A turn waits for so long in its worker: longer would hold places that other turns need. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int MOST_HISTORY = 500;

    /** Meta takes no more in one message. */
    private static final int LONGEST_TEXT = 4096;

    private SettingsForm() {}

    static ObjectNode read(Form form) {
        Optional<String> debounce = form.optionalText("replyDebounce", pause());
        Optional<String> debounceMax = form.optionalText("replyDebounceMax", pause());
        Optional<Integer> history = form.optionalWhole("historyMessages", 1, MOST_HISTORY);
        Optional<Boolean> typing = form.optionalTruth("typingIndicator");
        Optional<String> fallback = form.optionalText("fallbackReply", Rule.lines(LONGEST_TEXT));
        Optional<String> baseUrl = form.optionalText("responseApiBaseUrl", Rule.httpUrl(2000));
        Optional<String> humanPause = form.optionalText("humanPause", humanPause());
        Optional<String> groups = form.optionalText("groups", Rule.oneOf("ignore", "answer"));
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
        baseUrl.ifPresent(it -> settings.put("responseApiBaseUrl", it));
        humanPause.ifPresent(it -> settings.put("humanPause", it));
        groups.ifPresent(it -> settings.put("groups", it));
        return settings;
    }

    private static Rule pause() {
        return atMost(LONGEST_WAIT);
    }

    private static Rule humanPause() {
        return atMost(ClientSettings.LONGEST_HUMAN_PAUSE);
    }

    private static Rule atMost(Duration longest) {
        Rule duration = Rule.duration();
        return text -> duration.complaint(text)
                .or(() -> Durations.parse(text).compareTo(longest) > 0
                        ? Optional.of("be at most " + Durations.format(longest))
                        : Optional.empty());
    }
}
