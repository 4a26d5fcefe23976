package org.wahook.admin.console.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.wahook.admin.bot.BotTestReport;
import org.wahook.admin.bot.BotTestReport.Outcome;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.StateChange;

/**
 * What came of a test of a bot.
 *
 * @param style of the headline: {@code good} or {@code bad}
 * @param headline what happened, in a sentence
 * @param advice what to do; empty where nothing is to be done
 * @param facts what a worker would do besides
 * @param notes what of the answer can't be used
 */
public record BotTestView(
        String style,
        String headline,
        String advice,
        List<MessagePreview> messages,
        List<String> facts,
        List<String> notes,
        List<CallView> calls) {

    /** A page must not become as long as a hostile bot wants it. */
    private static final int MOST_SHOWN = 20;

    public BotTestView {
        messages = List.copyOf(messages);
        facts = List.copyOf(facts);
        notes = List.copyOf(notes);
        calls = List.copyOf(calls);
    }

    /**
     * One request and its answer.
     *
     * @param head the first line and the headers
     * @param answerHead empty where no answer came
     */
    public record CallView(String summary, String head, String body, String answerHead, String answer) {}

    public static BotTestView of(BotTestReport report) {
        String took = took(report.took());
        List<CallView> calls =
                report.calls().stream().limit(MOST_SHOWN).map(BotTestView::call).toList();
        return switch (report.outcome()) {
            case Outcome.Replied replied -> replied(replied, took, calls, report.mask()::apply);
            case Outcome.Later later ->
                new BotTestView(
                        "good",
                        "After " + took + " the bot said that it will answer later, by a callback.",
                        "A test waits for no callback: write to the number to see the whole of it.",
                        List.of(),
                        List.of(),
                        List.of(),
                        calls);
            case Outcome.Failed(String error, boolean repeated, String advice) ->
                new BotTestView(
                        "bad",
                        "No answer after %s: %s. %s"
                                .formatted(
                                        took,
                                        error,
                                        repeated
                                                ? "A worker would ask again, and at last make a dead letter of it."
                                                : "A worker would not ask again: it would make a dead letter of it."),
                        advice,
                        List.of(),
                        List.of(),
                        List.of(),
                        calls);
        };
    }

    private static BotTestView replied(
            Outcome.Replied replied, String took, List<CallView> calls, UnaryOperator<String> mask) {
        int count = replied.messages().size();
        String headline = count == 0
                ? "After " + took + " the bot chose to say nothing."
                : "The bot answered after %s, with %s.".formatted(took, count == 1 ? "1 message" : count + " messages");
        List<String> facts = new ArrayList<>();
        if (count > MOST_SHOWN) {
            facts.add("Only the first %d messages are shown".formatted(MOST_SHOWN));
        }
        replied.actions().stream().limit(MOST_SHOWN).forEach(action -> facts.add(mask.apply(words(action))));
        state(replied.state()).ifPresent(facts::add);
        replied.usage()
                .ifPresent(usage -> facts.add(mask.apply("Used: %d tokens in, %d out%s%s"
                        .formatted(
                                usage.inputTokens(),
                                usage.outputTokens(),
                                usage.model().isEmpty() ? "" : ", by " + usage.model(),
                                usage.cost().isEmpty() ? "" : ", for " + usage.cost() + " " + usage.currency()))));
        return new BotTestView(
                "good",
                headline,
                "",
                replied.messages().stream()
                        .limit(MOST_SHOWN)
                        .map(shown -> MessagePreview.of(shown, mask))
                        .toList(),
                facts,
                replied.notes().stream().limit(MOST_SHOWN).map(mask).toList(),
                calls);
    }

    private static String words(BotAction action) {
        return switch (action) {
            case BotAction.Handoff(String reason, String summary, Optional<String> team) ->
                "Hands over to a person (%s%s)%s"
                        .formatted(
                                HandoffView.words(reason),
                                team.map(name -> ", team " + name).orElse(""),
                                summary.isEmpty() ? "" : ": " + summary);
            case BotAction.Pause(Duration time) -> "Is silent for " + time.toSeconds() + " s";
            case BotAction.Silence silence -> "Says nothing, and means it";
            case BotAction.OptOut optOut -> "Takes the customer off";
            case BotAction.FollowUp(String id, Duration after) ->
                "Wants to be asked again after %d s, as %s".formatted(after.toSeconds(), id);
        };
    }

    private static Optional<String> state(StateChange state) {
        return switch (state) {
            case StateChange.Unchanged unchanged -> Optional.empty();
            case StateChange.Cleared cleared -> Optional.of("Forgets what it had us keep");
            case StateChange.Set(String kept) ->
                Optional.of("Has us keep %d characters for its next turn".formatted(kept.length()));
        };
    }

    private static CallView call(BotTestReport.Call call) {
        String headers = call.headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .collect(Collectors.joining("\n"));
        Optional<BotTestReport.Answered> answer = call.answer();
        return new CallView(
                "POST %s → %s, %s"
                        .formatted(
                                call.url(),
                                answer.map(it -> String.valueOf(it.status())).orElse("no answer"),
                                took(call.took())),
                "POST " + call.url() + "\n" + headers,
                PrettyJson.of(call.body()),
                answer.map(it -> "HTTP " + it.status()
                                + (it.contentType().isEmpty() ? "" : "\nContent-Type: " + it.contentType()))
                        .orElse(""),
                answer.map(it -> PrettyJson.of(it.body())).orElse(""));
    }

    private static String took(Duration time) {
        return time.compareTo(Duration.ofSeconds(1)) < 0
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
