package org.wahook.admin.chatbot;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import org.wahook.platform.json.Json;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.shared.account.ClientSettings;
import org.wahook.shared.bot.BotContract;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a chatbot, in the form in which they are stored and the worker reads them. */
final class SettingsForm {

    /** A turn waits for so long in its worker: longer would hold places that other turns need. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int MOST_HISTORY = 500;

    /** Meta takes no more in one message. */
    private static final int LONGEST_TEXT = 4096;

    static final String TRANSCRIPTION = "transcription";

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
        Optional<String> humanPause = form.optionalText("humanPause", humanPause());
        Optional<String> groups = form.optionalText("groups", Rule.oneOf("ignore", "answer"));
        Optional<Boolean> keepMedia = form.optionalTruth("keepMedia");
        Optional<BotContract> contract =
                form.optionalText("responseContract", contract()).flatMap(BotContract::of);
        ObjectNode bot = BotForm.read(form, contract.orElse(BotContract.V1));
        ObjectNode transcription =
                form.has(TRANSCRIPTION) ? transcription(form.object(TRANSCRIPTION), addresses) : Json.object();
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
        humanPause.ifPresent(it -> settings.put("humanPause", it));
        groups.ifPresent(it -> settings.put("groups", it));
        keepMedia.ifPresent(it -> settings.put("keepMedia", it));
        contract.ifPresent(it -> settings.put("responseContract", it.word()));
        if (!bot.isEmpty()) {
            settings.set("bot", bot);
        }
        if (!transcription.isEmpty()) {
            settings.set(TRANSCRIPTION, transcription);
        }
        return settings;
    }

    /** Who writes this client's voice notes down. */
    private static ObjectNode transcription(Form form, OutgoingAddresses addresses) {
        Optional<Boolean> enabled = form.optionalTruth("enabled");
        Optional<String> baseUrl = form.optionalText("baseUrl", baseUrl(addresses));
        Optional<String> model = form.optionalText("model", Rule.text(1, 200));
        Optional<String> language = form.optionalText(
                "language", Rule.pattern("[A-Za-z]{2,3}(-[A-Za-z]{2,8})?", "be a language such as en or pt-BR"));
        form.nothingElse();
        ObjectNode transcription = Json.object();
        enabled.ifPresent(it -> transcription.put("enabled", it));
        baseUrl.ifPresent(it -> transcription.put("baseUrl", it));
        model.ifPresent(it -> transcription.put("model", it));
        language.ifPresent(it -> transcription.put("language", it));
        return transcription;
    }

    /** What a name resolves to is checked by whoever connects; an address is refused here already. */
    private static Rule baseUrl(OutgoingAddresses addresses) {
        Rule url = Rule.httpUrl(2000);
        return text -> url.complaint(text)
                .or(() -> addresses
                        .objection(URI.create(text).getHost())
                        .map("lead to a host that clients may name; this is %s"::formatted));
    }

    private static Rule contract() {
        return text ->
                BotContract.of(text).isPresent() ? Optional.empty() : Optional.of("be one of " + BotContract.words());
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
