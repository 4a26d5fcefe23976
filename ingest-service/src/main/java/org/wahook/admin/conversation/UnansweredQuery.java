package org.wahook.admin.conversation;

import java.time.Duration;
import java.util.Optional;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which conversations without an answer a list shows, and from where on.
 *
 * @param olderThan how long somebody has waited at least
 */
public record UnansweredQuery(
        Optional<String> chatbotId, Duration olderThan, Optional<UnansweredConversation.Mark> after, int limit) {

    private static final Duration WAITED = Duration.ofMinutes(5);

    public static Parsed<UnansweredQuery> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Duration> olderThan =
                form.optionalText("olderThan", Rule.duration()).map(Durations::parse);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", UnansweredConversation.Mark.RULE);
        return form.complete(() -> new UnansweredQuery(
                chatbotId,
                olderThan.orElse(WAITED),
                cursor.flatMap(UnansweredConversation.Mark::read),
                limit.orElse(Page.DEFAULT_LIMIT)));
    }
}
