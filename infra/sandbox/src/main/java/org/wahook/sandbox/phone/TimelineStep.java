package org.wahook.sandbox.phone;

import java.time.Instant;
import java.util.List;
import org.wahook.testbed.responder.Turn;

/**
 * Something that happened to a message on its way.
 *
 * @param source who saw it
 * @param text one line, for a person
 * @param told what the AI was told with its question, oldest first; empty for all other steps
 */
record TimelineStep(Stage stage, Tone tone, Source source, String text, Instant at, List<Turn> told) {

    TimelineStep {
        told = List.copyOf(told);
    }

    TimelineStep(Stage stage, Tone tone, Source source, String text, Instant at) {
        this(stage, tone, source, text, at, List.of());
    }

    /** The stages of the way, in the order of the house. */
    enum Stage {
        WEBHOOK,
        CONFIRM,
        ROUTE,
        CLAIM,
        ASK,
        SEND,
        /** What comes after the reply, or beside the way. */
        AFTER
    }

    /** How it goes. */
    enum Tone {
        /** It has begun. */
        BEGUN,
        /** The stage is behind us. */
        DONE,
        /** It is worth a line, and changes nothing. */
        NOTE,
        /** It will be tried again. */
        LATE,
        /** It was given up or refused. */
        LOST
    }

    /** Who saw it. */
    enum Source {
        META("Meta"),
        RABBITMQ("RabbitMQ"),
        POSTGRESQL("PostgreSQL"),
        AI("AI");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
