package org.wahook.ingest.admin.analytics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wahook.ingest.admin.integration.IntegrationRules;
import org.wahook.ingest.admin.rest.Form;
import org.wahook.ingest.admin.rest.Parsed;
import org.wahook.ingest.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked about.
 *
 * @param chatbotId all chatbots where empty
 * @param to not included
 */
record Period(Optional<String> chatbotId, Instant from, Instant to, Bucket bucket) {

    private static final Duration DEFAULT_LENGTH = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(31);

    /** Of all chatbots together a month may have millions of messages: too many to count while somebody waits. */
    private static final Duration LONGEST_OF_ALL = Duration.ofDays(7);

    /** How finely a period is divided, in UTC. */
    enum Bucket {
        HOUR("hour"),
        DAY("day");

        private final String word;

        Bucket(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Parsed<Period> read(ObjectNode query, Clock clock) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Instant> givenFrom = form.optionalText("from", Rule.instant()).map(Instant::parse);
        Optional<Instant> givenTo = form.optionalText("to", Rule.instant()).map(Instant::parse);
        Bucket bucket = form.optionalText("bucket", Rule.oneOf("hour", "day"))
                .map(word -> word.equals("day") ? Bucket.DAY : Bucket.HOUR)
                .orElse(Bucket.HOUR);
        Instant to = givenTo.orElseGet(clock::instant);
        Instant from = givenFrom.orElseGet(() -> minus(to, DEFAULT_LENGTH));
        Duration longest = chatbotId.isPresent() ? LONGEST : LONGEST_OF_ALL;
        if (!from.isBefore(to)) {
            form.problem("from", "must be before to");
        } else if (Duration.between(from, to).compareTo(longest) > 0) {
            form.problem(
                    "from",
                    "must be at most %d days before to, or %d without a chatbotId"
                            .formatted(LONGEST.toDays(), LONGEST_OF_ALL.toDays()));
        }
        return form.complete(() -> new Period(chatbotId, from, to, bucket));
    }

    private static Instant minus(Instant time, Duration duration) {
        return time.isBefore(Instant.EPOCH.plus(duration)) ? time : time.minus(duration);
    }
}
