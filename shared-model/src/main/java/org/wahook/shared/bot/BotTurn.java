package org.wahook.shared.bot;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a bot is asked: one turn of a conversation.
 *
 * @param id the same for every attempt at the same turn
 * @param deadline a synchronous answer is not read after it
 * @param history what was said before, oldest first
 * @param input what waits for an answer, oldest first; empty only for a follow-up
 * @param state what the bot gave us to keep
 * @param trigger {@code message} or {@code followUp}
 * @param followUp what the bot called the follow-up that it wanted
 */
public record BotTurn(
        String id,
        Instant deadline,
        String chatbotId,
        Conversation conversation,
        Contact contact,
        List<Said> history,
        List<Input> input,
        Capabilities capabilities,
        Optional<String> state,
        Optional<Callback> callback,
        String trigger,
        Optional<String> followUp) {

    public BotTurn {
        history = List.copyOf(history);
        input = List.copyOf(input);
    }

    /** A turn for messages, not for a follow-up. */
    public BotTurn(
            String id,
            Instant deadline,
            String chatbotId,
            Conversation conversation,
            Contact contact,
            List<Said> history,
            List<Input> input,
            Capabilities capabilities,
            Optional<String> state,
            Optional<Callback> callback,
            String trigger) {
        this(
                id,
                deadline,
                chatbotId,
                conversation,
                contact,
                history,
                input,
                capabilities,
                state,
                callback,
                trigger,
                Optional.empty());
    }

    /** The same turn for a bot that has forgotten the conversation. */
    BotTurn withoutState() {
        return new BotTurn(
                id,
                deadline,
                chatbotId,
                conversation,
                contact,
                history,
                input,
                capabilities,
                Optional.empty(),
                callback,
                trigger,
                followUp);
    }

    /** @param windowEndsAt until when Meta takes free messages; empty where that is not known */
    public record Conversation(String id, boolean isNew, Optional<Instant> windowEndsAt) {}

    /** @param id a phone number's digits, or a business-scoped user id */
    public record Contact(String id, Optional<String> userId, Optional<String> name, Optional<String> username) {}

    /** One thing that was said. */
    public record Said(Speaker by, String content, Instant at) {}

    /** Who said it. */
    public enum Speaker {
        USER,
        BOT,
        PERSON;

        /** As OpenAI and contract 1 name it. */
        public String role() {
            return this == USER ? "user" : "assistant";
        }
    }

    /** What may be answered here and now. */
    public record Capabilities(List<String> messages, List<String> actions, int maxMessages, int stateBytes) {
        public Capabilities {
            messages = List.copyOf(messages);
            actions = List.copyOf(actions);
        }
    }

    /** Where an answer that takes longer is posted. */
    public record Callback(String url, Instant expiresAt) {}

    /**
     * One message of the customer.
     *
     * @param text the customer's own words; empty where there are none
     * @param description what contract 1 is told, never empty: {@code [image] my receipt}
     * @param more Meta's own object for a location, contacts, an order, a form; missing for others
     */
    public record Input(
            String id,
            Instant at,
            String type,
            String text,
            String description,
            Optional<Media> media,
            Optional<Choice> reply,
            Optional<Quoted> quoted,
            Optional<JsonNode> referral,
            Optional<JsonNode> more) {

        /** The words where there are some, else what it is. A caption has its kind before it. */
        public String spoken() {
            return media.isEmpty() && !text.isBlank() ? text : description;
        }
    }

    /** A button or a row of a list that the customer chose; the id is the bot's own. */
    public record Choice(String kind, String id, String title) {}

    /** What the customer's message refers to. */
    public record Quoted(String id, Optional<Speaker> by, String text) {}

    /**
     * A photo, voice note, film or file of the customer.
     *
     * @param mediaId Meta's
     * @param sha256 in hexadecimal; empty where it is not known
     * @param content the bytes; empty where they could not be had, and {@code error} says why
     * @param transcript the words of a voice note
     * @param link where the file can be had, for clients whose files are kept
     */
    public record Media(
            String mediaId,
            String mimeType,
            String sha256,
            Optional<String> filename,
            boolean voice,
            Optional<Content> content,
            Optional<String> transcript,
            Optional<String> error,
            Optional<Link> link) {

        /** That is kept nowhere. */
        public Media(
                String mediaId,
                String mimeType,
                String sha256,
                Optional<String> filename,
                boolean voice,
                Optional<Content> content,
                Optional<String> transcript,
                Optional<String> error) {
            this(mediaId, mimeType, sha256, filename, voice, content, transcript, error, Optional.empty());
        }

        /** Without parameters such as {@code codecs=opus}. */
        public String bareMimeType() {
            int end = mimeType.indexOf(';');
            return (end < 0 ? mimeType : mimeType.substring(0, end)).strip();
        }
    }

    /**
     * Where a file can be had for a while, by whoever knows the URL.
     *
     * @param bytes how many it has
     */
    public record Link(String url, Instant expiresAt, long bytes) {}

    /** Bytes of a medium. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Content(byte[] bytes) {
        public String base64() {
            return Base64.getEncoder().encodeToString(bytes);
        }

        public String dataUrl(String mimeType) {
            return "data:" + mimeType + ";base64," + base64();
        }
    }

    /** All new messages as one text: their words, or what they are, one below the other. */
    public String newText() {
        return String.join("\n", input.stream().map(Input::spoken).toList());
    }

    /**
     * The same for a bot that keeps the conversation itself. What a person of the client has written since the bot spoke
     * last it does not know, so it stands before the new messages.
     */
    String newTextWithNote() {
        String note = history.reversed().stream()
                .takeWhile(said -> said.by() != Speaker.BOT)
                .filter(said -> said.by() == Speaker.PERSON)
                .map(Said::content)
                .reduce("", (later, earlier) -> later.isEmpty() ? earlier : earlier + "\n" + later);
        return note.isEmpty() ? newText() : "[A person of the team wrote meanwhile: " + note + "]\n" + newText();
    }

    /** The same for a bot that has lost the conversation: what was said before stands in front. */
    String newTextWithHistory() {
        if (history.isEmpty()) {
            return newText();
        }
        StringBuilder text = new StringBuilder("[The conversation so far]\n");
        history.forEach(said -> text.append(said.by().role())
                .append(": ")
                .append(said.content())
                .append('\n'));
        return text.append("[The new messages]\n").append(newText()).toString();
    }
}
