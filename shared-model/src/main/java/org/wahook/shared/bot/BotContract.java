package org.wahook.shared.bot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a client's bot speaks: the setting {@code responseContract}. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
public enum BotContract {
    V1("v1", List.of(), List.of()),
    V2(
            "v2",
            List.of(),
            List.of(
                    BotOption.PATH,
                    BotOption.ASYNC,
                    BotOption.ASYNC_SECONDS,
                    BotOption.ON_DEADLINE,
                    BotOption.SUPERSEDE)),
    OPENAI_CHAT(
            "openai-chat",
            List.of(BotOption.MODEL),
            List.of(
                    BotOption.INSTRUCTIONS,
                    BotOption.TOOLS,
                    BotOption.AUDIO,
                    BotOption.ON_REFUSAL,
                    BotOption.MAX_TOKENS)),
    OPENAI_RESPONSES(
            "openai-responses",
            List.of(BotOption.MODEL),
            List.of(
                    BotOption.INSTRUCTIONS,
                    BotOption.TOOLS,
                    BotOption.ON_REFUSAL,
                    BotOption.MAX_TOKENS,
                    BotOption.CHAIN)),
    N8N("n8n", List.of(), List.of(BotOption.REPLY_POINTER, BotOption.HEADER)),
    WEBHOOK("webhook", List.of(), List.of(BotOption.REQUEST, BotOption.REPLY_POINTER, BotOption.HEADER)),
    DIFY("dify", List.of(), List.of(BotOption.INPUTS, BotOption.REPEAT)),
    TYPEBOT("typebot", List.of(BotOption.TYPEBOT), List.of(BotOption.REPEAT)),
    FLOWISE("flowise", List.of(), List.of(BotOption.FOLLOW_UP_PROMPTS, BotOption.REPEAT)),
    ANTHROPIC(
            "anthropic",
            List.of(BotOption.MODEL),
            List.of(BotOption.INSTRUCTIONS, BotOption.TOOLS, BotOption.ON_REFUSAL, BotOption.MAX_TOKENS)),
    RASA("rasa", List.of(), List.of(BotOption.EMPTY_TEXT, BotOption.REPEAT)),
    DIALOGFLOW_CX("dialogflow-cx", List.of(BotOption.AGENT), List.of(BotOption.LANGUAGE, BotOption.REPEAT));

    private final String word;
    private final List<BotOption> required;
    private final List<BotOption> optional;

    BotContract(String word, List<BotOption> required, List<BotOption> optional) {
        this.word = word;
        this.required = required;
        this.optional = optional;
    }

    public String word() {
        return word;
    }

    /** Without these the bot can't be asked. */
    public List<BotOption> required() {
        return required;
    }

    /** Whether the setting {@code bot} of a chatbot with this contract may have this option. */
    public boolean takes(BotOption option) {
        return required.contains(option) || optional.contains(option) || (this != V1 && option.ofEveryBot());
    }

    /** Empty where nobody knows the word. */
    public static Optional<BotContract> of(String word) {
        return Arrays.stream(values())
                .filter(contract -> contract.word.equals(word))
                .findFirst();
    }

    /** For messages to people. */
    public static String words() {
        return Arrays.stream(values()).map(BotContract::word).collect(Collectors.joining(", "));
    }
}
