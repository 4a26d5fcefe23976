package org.wahook.shared.bot;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The options within a chatbot's setting {@code bot}. */
public enum BotOption {
    /** Actions that the bot may take, besides {@code handoff} and {@code silence}. */
    ACTIONS("actions", Kind.ACTIONS),
    /** Hosts of media and of links behind buttons; without the option none. */
    HOSTS("hosts", Kind.TEXTS),
    /** Templates that the bot may send. */
    TEMPLATES("templates", Kind.TEXTS),
    /** Forms that the bot may send. */
    FLOWS("flows", Kind.TEXTS),
    /** Teams that the bot may hand over to. */
    TEAMS("teams", Kind.TEXTS),
    /** Words by which a customer asks for no more messages. */
    OPT_OUT_WORDS("optOutWords", Kind.TEXTS),
    /** Whether photos, voice notes and files are fetched for the bot. */
    MEDIA("media", Kind.FLAG),
    /** Whether the bot may answer later, by a callback. */
    ASYNC("async", Kind.FLAG),
    /** Within how many seconds the callback must come. */
    ASYNC_SECONDS("asyncSeconds", Kind.SECONDS),
    /** What is done where it does not come: the bot is asked again, nothing, the client's fallback reply, or a handover. */
    ON_DEADLINE("onDeadline", Kind.ON_DEADLINE),
    /** Whether a new message of the customer cancels the callback that is waited for, and the bot is asked again. */
    SUPERSEDE("supersede", Kind.FLAG),

    PATH("path", Kind.PATH),
    MODEL("model", Kind.TEXT),
    INSTRUCTIONS("instructions", Kind.LONG_TEXT),
    TOOLS("tools", Kind.FLAG),
    /** Whether the model is given sound itself, where the file has a format that it takes. */
    AUDIO("audio", Kind.FLAG),
    ON_REFUSAL("onRefusal", Kind.ON_REFUSAL),
    MAX_TOKENS("maxTokens", Kind.NUMBER),
    CHAIN("chain", Kind.FLAG),
    REQUEST("request", Kind.POINTERS),
    REPLY_POINTER("replyPointer", Kind.POINTER),
    HEADER("header", Kind.HEADER),
    INPUTS("inputs", Kind.OBJECT),
    TYPEBOT("typebot", Kind.TEXT),
    FOLLOW_UP_PROMPTS("followUpPrompts", Kind.FLAG),
    EMPTY_TEXT("emptyText", Kind.LONG_TEXT),
    AGENT("agent", Kind.AGENT),
    LANGUAGE("language", Kind.TEXT),
    REPEAT("repeat", Kind.FLAG);

    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_LONG_TEXT = 20_000;
    private static final int MOST_TEXTS = 100;
    private static final int MOST_TOKENS = 100_000;
    private static final int SHORTEST_WAIT = 10;
    private static final int LONGEST_WAIT = 82_800;
    private static final Set<String> ACTION_NAMES = Set.of("pause", "optOut", "followUp");
    private static final Pattern AGENT_NAME =
            Pattern.compile("projects/[A-Za-z0-9_-]+/locations/[A-Za-z0-9-]+/agents/[A-Za-z0-9-]+");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,60}");

    private final String word;
    private final Kind kind;

    private enum Kind {
        TEXT("a text of at most 200 characters"),
        LONG_TEXT("a text of at most 20000 characters"),
        TEXTS("a list of at most 100 texts"),
        ACTIONS("a list of pause, optOut, followUp"),
        FLAG("true or false"),
        NUMBER("a whole number from 1 to 100000"),
        PATH("a path that begins with a slash"),
        POINTER("a JSON Pointer such as /data/text"),
        POINTERS("an object of JSON Pointers: where it stands in the request, and where it is taken from"),
        OBJECT("an object"),
        ON_REFUSAL("text or handoff"),
        ON_DEADLINE("retry, silence, text or handoff"),
        SECONDS("a whole number from 10 to 82800"),
        AGENT("projects/…/locations/…/agents/…"),
        HEADER("the name of an HTTP header");

        private final String expects;

        Kind(String expects) {
            this.expects = expects;
        }
    }

    BotOption(String word, Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    public String word() {
        return word;
    }

    boolean ofEveryBot() {
        return switch (this) {
            case ACTIONS, HOSTS, TEMPLATES, FLOWS, TEAMS, OPT_OUT_WORDS, MEDIA -> true;
            default -> false;
        };
    }

    public static Optional<BotOption> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    /** What the value must be where it is not; the complaint ends the sentence "It must be …". */
    public Optional<String> complaint(JsonNode value) {
        return fits(value) ? Optional.empty() : Optional.of(kind.expects);
    }

    private boolean fits(JsonNode value) {
        return switch (kind) {
            case TEXT -> isText(value, LONGEST_TEXT);
            case LONG_TEXT -> isText(value, LONGEST_LONG_TEXT);
            case TEXTS ->
                value.isArray()
                        && value.size() <= MOST_TEXTS
                        && value.valueStream().allMatch(one -> isText(one, LONGEST_TEXT));
            case ACTIONS ->
                value.isArray() && value.valueStream().allMatch(one -> ACTION_NAMES.contains(one.asString("")));
            case FLAG -> value.isBoolean();
            case NUMBER ->
                value.isIntegralNumber()
                        && value.canConvertToInt()
                        && value.asInt() >= 1
                        && value.asInt() <= MOST_TOKENS;
            case PATH -> isText(value, LONGEST_TEXT) && value.asString().matches("/\\S*");
            case POINTER -> isText(value, LONGEST_TEXT) && isPointer(value.asString());
            case POINTERS ->
                value.isObject()
                        && !value.isEmpty()
                        && value.size() <= MOST_TEXTS
                        && value.propertyNames().stream().allMatch(name -> !name.isEmpty() && isPointer(name))
                        && value.valueStream().allMatch(one -> one.isValueNode());
            case OBJECT -> value.isObject();
            case ON_REFUSAL -> Set.of("text", "handoff").contains(value.asString(""));
            case ON_DEADLINE -> Set.of("retry", "silence", "text", "handoff").contains(value.asString(""));
            case SECONDS ->
                value.isIntegralNumber()
                        && value.canConvertToInt()
                        && value.asInt() >= SHORTEST_WAIT
                        && value.asInt() <= LONGEST_WAIT;
            case AGENT -> AGENT_NAME.matcher(value.asString("")).matches();
            case HEADER -> HEADER_NAME.matcher(value.asString("")).matches();
        };
    }

    private static boolean isText(JsonNode value, int most) {
        return value.isString()
                && !value.asString().isBlank()
                && value.asString().length() <= most;
    }

    private static boolean isPointer(String text) {
        try {
            JsonPointer.compile(text);
            return text.startsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
