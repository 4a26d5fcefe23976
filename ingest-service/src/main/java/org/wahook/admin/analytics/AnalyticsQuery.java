package org.wahook.admin.analytics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked about.
 *
 * @param chatbotId all chatbots where empty
 * @param to not included
 * @param bucket how finely it is divided, in UTC
 */
public record AnalyticsQuery(Optional<String> chatbotId, Instant from, Instant to, Span bucket) {

    private static final Duration DEFAULT_LENGTH = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    static Parsed<AnalyticsQuery> read(ObjectNode query, Clock clock) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Instant> givenFrom = form.optionalText("from", Rule.instant()).map(Instant::parse);
        Optional<Instant> givenTo = form.optionalText("to", Rule.instant()).map(Instant::parse);
        Span bucket = form.optionalText("bucket", Rule.oneOf("hour", "day"))
                .map(word -> word.equals("day") ? Span.DAY : Span.HOUR)
                .orElse(Span.HOUR);
        Instant to = givenTo.orElseGet(clock::instant);
        Instant from = givenFrom.orElseGet(() -> minus(to, DEFAULT_LENGTH));
        if (!from.isBefore(to)) {
            form.problem("from", "must be before to");
        } else if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            form.problem("from", "must be at most %d days before to".formatted(LONGEST.toDays()));
        }
        return form.complete(() -> new AnalyticsQuery(chatbotId, from, to, bucket));
    }

    private static Instant minus(Instant time, Duration duration) {
        return time.isBefore(Instant.EPOCH.plus(duration)) ? time : time.minus(duration);
    }
}
