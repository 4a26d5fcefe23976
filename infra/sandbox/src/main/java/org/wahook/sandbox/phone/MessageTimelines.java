package org.wahook.sandbox.phone;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Collects the steps of each message, reported by its id or by its conversation, and publishes them to the feed. */
final class MessageTimelines {

    private static final int KEPT = 1_000;

    /** The worker's Idempotency-Key: the conversation, and the newest message that waits there. */
    private static final Pattern KEY = Pattern.compile("turn-(\\d{1,18})-(\\d{1,18})(?:-v\\d+)?");

    private final Feed feed;
    private final Map<String, Journey> byWamid = bounded();

    /** The messages that a reply answers, by the reply's own id. */
    private final Map<String, List<Journey>> byReply = bounded();

    /** A conversation as all watchers can name it. */
    record Chat(String chatbotId, String contact) {

        /** A customer who has another number now is still the same on the page. */
        Chat {
            contact = AddressBook.knownAs(contact);
        }
    }

    private static final class Journey {
        private final String wamid;
        private Chat chat;

        /** Stored, and not answered yet: what happens in its conversation is about it too. */
        private boolean open;

        /** The rows of the message and of its conversation; 0 as long as it is not stored. */
        private long row;

        private long conversation;

        /** The question in which the AI was told it; empty before. */
        private String turn = "";

        /** It never came into the house. */
        private boolean refused;

        private Journey(String wamid, Chat chat) {
            this.wamid = wamid;
            this.chat = chat;
        }
    }

    MessageTimelines(Feed feed) {
        this.feed = feed;
    }

    /** Starts the timeline of a message, unless it has one already. */
    synchronized void begin(String wamid, Chat chat, String title) {
        if (byWamid.putIfAbsent(wamid, new Journey(wamid, chat)) == null) {
            feed.publish(
                    "journey",
                    Json.object()
                            .put("wamid", wamid)
                            .put("client", chat.chatbotId())
                            .put("contact", chat.contact())
                            .put("title", title));
        }
    }

    synchronized boolean knows(String wamid) {
        return byWamid.containsKey(wamid);
    }

    /** Something happened to this message. */
    synchronized void step(String wamid, TimelineStep step) {
        if (byWamid.containsKey(wamid)) {
            publish(wamid, step);
        }
    }

    /**
     * Something happened in this conversation: to all its messages that are not answered yet, or else to the last one.
     * What several watchers report arrives in any order, the AI's answer also after the reply.
     */
    synchronized void step(Chat chat, TimelineStep step) {
        List<Journey> open = open(chat);
        List<Journey> concerned = open.isEmpty() ? last(chat) : open;
        concerned.forEach(journey -> publish(journey.wamid, step));
    }

    /** The message is stored in this conversation; one number may have several clients, each with its own. */
    synchronized void stored(String wamid, Chat chat, long conversation, long row) {
        Journey journey = byWamid.get(wamid);
        if (journey != null) {
            journey.chat = chat;
            journey.open = true;
            journey.conversation = conversation;
            journey.row = row;
        }
    }

    /** Ingest did not take it. */
    synchronized void refused(String wamid) {
        Journey journey = byWamid.get(wamid);
        if (journey != null) {
            journey.refused = true;
        }
    }

    /**
     * The AI is asked about the open messages up to the newest that the question's key names.
     *
     * @param chat where the key names nobody that is known
     */
    synchronized void asked(String key, Chat chat, TimelineStep step) {
        Matcher turn = KEY.matcher(key);
        List<Journey> told = turn.matches()
                ? byWamid.values().stream()
                        .filter(journey -> journey.open
                                && journey.conversation == Long.parseLong(turn.group(1))
                                && journey.row <= Long.parseLong(turn.group(2)))
                        .toList()
                : List.of();
        told.forEach(journey -> journey.turn = key);
        stepOf(told, chat, step);
    }

    /** The AI has answered that question, or failed to. */
    synchronized void answered(String key, Chat chat, TimelineStep step) {
        stepOf(
                byWamid.values().stream()
                        .filter(journey -> journey.turn.equals(key))
                        .toList(),
                chat,
                step);
    }

    /** What becomes of a reply: of the messages that the AI was asked about, not of those that came meanwhile. */
    synchronized void stepOfTurn(Chat chat, TimelineStep step) {
        stepOf(toldOpen(chat), chat, step);
    }

    private void stepOf(List<Journey> journeys, Chat chat, TimelineStep step) {
        if (journeys.isEmpty()) {
            step(chat, step);
        } else {
            journeys.forEach(journey -> publish(journey.wamid, step));
        }
    }

    private List<Journey> toldOpen(Chat chat) {
        return open(chat).stream().filter(journey -> !journey.turn.isEmpty()).toList();
    }

    /** The message is dealt with. */
    synchronized void close(String wamid) {
        Journey journey = byWamid.get(wamid);
        if (journey != null) {
            journey.open = false;
        }
    }

    /** A reply is on its way to the customer: what Meta says of it belongs to the messages that it answers. */
    synchronized void replied(Chat chat, String replyWamid, TimelineStep step) {
        List<Journey> told = toldOpen(chat);
        List<Journey> answered = told.isEmpty() ? open(chat) : told;
        byReply.put(replyWamid, answered);
        answered.forEach(journey -> publish(journey.wamid, step));
    }

    synchronized void stepOfReply(String replyWamid, TimelineStep step) {
        byReply.getOrDefault(replyWamid, List.of()).forEach(journey -> publish(journey.wamid, step));
    }

    private List<Journey> open(Chat chat) {
        return byWamid.values().stream()
                .filter(journey -> journey.open && journey.chat.equals(chat))
                .toList();
    }

    private List<Journey> last(Chat chat) {
        return byWamid.values().stream()
                .filter(journey -> journey.chat.equals(chat) && !journey.refused)
                .reduce((earlier, later) -> later)
                .stream()
                .toList();
    }

    private void publish(String wamid, TimelineStep step) {
        ObjectNode json = Json.object()
                .put("wamid", wamid)
                .put("stage", step.stage().name().toLowerCase(Locale.ROOT))
                .put("tone", step.tone().name().toLowerCase(Locale.ROOT))
                .put("source", step.source().word())
                .put("text", step.text())
                .put("at", milliseconds(step.at()));
        ArrayNode told = json.putArray("told");
        step.told().forEach(turn -> told.addObject().put("role", turn.role()).put("words", turn.content()));
        feed.publish("step", json);
    }

    static double milliseconds(Instant at) {
        return at.getEpochSecond() * 1_000.0 + at.getNano() / 1_000_000.0;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > KEPT;
            }
        };
    }
}
