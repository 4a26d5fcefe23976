package org.wahook.admin.conversation;

import java.time.Duration;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.config.Durations;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is to answer from now on.
 *
 * @param paused a person; else the bot
 * @param resumeAfter then the bot goes on by itself; empty where somebody is to say so
 */
public record BotChange(boolean paused, Optional<Duration> resumeAfter) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    public static Parsed<BotChange> read(ObjectNode body) {
        Form form = Form.of(body);
        String bot = form.text("bot", Rule.oneOf("paused", "active"));
        Optional<Duration> resumeAfter =
                form.optionalText("resumeAfter", BotChange::complaint).map(Durations::parse);
        if (resumeAfter.isPresent() && bot.equals("active")) {
            form.problem("resumeAfter", "goes with a pause alone");
        }
        return form.complete(() -> new BotChange(bot.equals("paused"), resumeAfter));
    }

    private static Optional<String> complaint(String text) {
        return Rule.duration().complaint(text).or(() -> {
            Duration given = Durations.parse(text);
            return given.compareTo(SHORTEST) < 0 || given.compareTo(LONGEST) > 0
                    ? Optional.of("be from 1s to 168h")
                    : Optional.empty();
        });
    }
}
