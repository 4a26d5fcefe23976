package org.wahook.shared.bot;

import java.time.Duration;
import java.util.Optional;

/** What a bot wants done besides what it says. Nothing is done that the client does not allow. */
public sealed interface BotAction {

    /** The name in contract 2 and in a client's list of allowed actions. */
    String name();

    /** A person is to take over: the bot is silent in this conversation until somebody resumes it. */
    record Handoff(String reason, String summary, Optional<String> team) implements BotAction {
        public static final java.util.Set<String> REASONS =
                java.util.Set.of("asked_for_person", "cannot_help", "angry", "policy", "other");
        private static final int LONGEST_SUMMARY = 1000;
        private static final int LONGEST_TEAM = 100;

        public Handoff {
            reason = REASONS.contains(reason) ? reason : "other";
            summary = SanitizedText.limited(summary, LONGEST_SUMMARY);
            team = team.map(name -> SanitizedText.limited(name, LONGEST_TEAM));
        }

        @Override
        public String name() {
            return "handoff";
        }
    }

    /** The bot is silent for a while. */
    record Pause(Duration time) implements BotAction {
        public static final Duration SHORTEST = Duration.ofMinutes(1);
        public static final Duration LONGEST = Duration.ofDays(1);

        public Pause {
            if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("pause: forSeconds must be 60 to 86400");
            }
        }

        @Override
        public String name() {
            return "pause";
        }
    }

    /** The bot says nothing, and means it. */
    record Silence() implements BotAction {
        @Override
        public String name() {
            return "silence";
        }
    }

    /** The customer wants no more messages. */
    record OptOut() implements BotAction {
        @Override
        public String name() {
            return "optOut";
        }
    }

    /** The bot wants to be asked again, where the customer says nothing until then. */
    record FollowUp(String id, Duration after) implements BotAction {
        public static final Duration LONGEST = Duration.ofHours(23);
        private static final int LONGEST_ID = 200;

        public FollowUp {
            if (id.isEmpty() || id.length() > LONGEST_ID || id.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("followUp: id must have 1 to 200 characters");
            }
            if (after.isNegative() || after.isZero() || after.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("followUp: afterSeconds must be 1 to 82800");
            }
        }

        @Override
        public String name() {
            return "followUp";
        }
    }
}
