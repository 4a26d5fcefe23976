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
 * What is asked about: a month at most, whatever the bucket.
 *
 * @param chatbotId all chatbots where empty
 * @param to not included
 */
record Period(Optional<String> chatbotId, Instant from, Instant to, Bucket bucket) {

    private static final Duration DEFAULT_LENGTH = Duration.ofDays(1);

    /** How finely a period is divided, in UTC; and how long it may be, so that the answer stays small and quick. */
    enum Bucket {
        HOUR("hour", Duration.ofDays(31)),
        DAY("day", Duration.ofDays(31));

        private final String word;
        private final Duration longest;

        Bucket(String word, Duration longest) {
            this.word = word;
            this.longest = longest;
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
        if (!from.isBefore(to)) {
            form.problem("from", "must be before to");
        } else if (Duration.between(from, to).compareTo(bucket.longest) > 0) {
            form.problem(
                    "from",
                    "must be at most %d days before to where the bucket is %s"
                            .formatted(bucket.longest.toDays(), bucket.word));
        }
        return form.complete(() -> new Period(chatbotId, from, to, bucket));
    }

    private static Instant minus(Instant time, Duration duration) {
        return time.isBefore(Instant.EPOCH.plus(duration)) ? time : time.minus(duration);
    }
}
