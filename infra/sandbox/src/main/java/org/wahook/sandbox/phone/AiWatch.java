package org.wahook.sandbox.phone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.wahook.sandbox.phone.TimelineStep.Source;
import org.wahook.sandbox.phone.TimelineStep.Stage;
import org.wahook.sandbox.phone.TimelineStep.Tone;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.testbed.responder.Turn;

/** What the simulated AI is asked, and how it answers. */
final class AiWatch {

    private static final int MOST_TOLD = 12;
    private static final int LONGEST_TOLD = 600;

    private final SimulatedResponseApi responseApi;
    private final MessageTimelines timelines;

    AiWatch(SimulatedResponseApi responseApi, MessageTimelines timelines) {
        this.responseApi = responseApi;
        this.timelines = timelines;
    }

    void start() {
        responseApi.whenAsked(this::asked);
        responseApi.whenAnswered(this::answered);
    }

    private void asked(ReceivedQuestion asked) {
        timelines.asked(
                asked.idempotencyKey(),
                chat(asked),
                new TimelineStep(
                        Stage.ASK,
                        Tone.BEGUN,
                        Source.AI,
                        "asked with %d messages of this conversation%s"
                                .formatted(
                                        asked.query().size(),
                                        asked.query().size() > MOST_TOLD ? "; the last " + MOST_TOLD : ""),
                        asked.at(),
                        told(asked)));
    }

    /** The end of the conversation as the AI was told it, the question last. */
    private static List<Turn> told(ReceivedQuestion asked) {
        List<Turn> all = asked.query();
        return all.subList(Math.max(0, all.size() - MOST_TOLD), all.size()).stream()
                .map(turn -> new Turn(turn.role(), shortened(turn.content())))
                .toList();
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_TOLD ? text.substring(0, LONGEST_TOLD) + "…" : text;
    }

    private void answered(ReceivedQuestion asked, ResponseBehaviour how) {
        Instant now = Instant.now();
        long ms = Duration.between(asked.at(), now).toMillis();
        switch (how) {
            case ResponseBehaviour.After(Duration delay, ResponseBehaviour then) -> answered(asked, then);
            case ResponseBehaviour.Reply reply -> step(asked, Tone.DONE, "answered after %d ms".formatted(ms), now);
            case ResponseBehaviour.PlainText text -> step(asked, Tone.DONE, "answered after %d ms".formatted(ms), now);
            case ResponseBehaviour.Raw raw ->
                step(asked, raw.status() == 200 ? Tone.DONE : Tone.LATE, "answered %d".formatted(raw.status()), now);
            case ResponseBehaviour.Hang hang -> {}
            case ResponseBehaviour.HangUp hangUp -> step(asked, Tone.LATE, "hung up", now);
        }
    }

    private void step(ReceivedQuestion asked, Tone tone, String text, Instant at) {
        timelines.answered(asked.idempotencyKey(), chat(asked), new TimelineStep(Stage.ASK, tone, Source.AI, text, at));
    }

    /** {@code whatsapp_<contact>_<chatbotId>}; nobody where the bot is not told who it is. */
    private static MessageTimelines.Chat chat(ReceivedQuestion asked) {
        String id = asked.uniqueClientId();
        int end = id.length() - asked.chatbotId().length() - 1;
        int start = "whatsapp_".length();
        return new MessageTimelines.Chat(asked.chatbotId(), end > start ? id.substring(start, end) : "");
    }
}
