package org.wahook.admin;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What somebody finds who reads every message, to be compared with what the admin API tells of them. */
final class ReferenceAnalytics {

    private record Turn(long conversation, long turn, Instant hour) {}

    private final List<StoredMessage> messages;

    ReferenceAnalytics(List<StoredMessage> messages) {
        this.messages = List.copyOf(messages);
    }

    /** What came in before this time. */
    long messagesInBefore(Instant end) {
        return messages.stream()
                .filter(it -> it.inbound() && it.created().isBefore(end))
                .count();
    }

    /** Whether this was told of that time, hour by hour or day by day, of all chatbots or of one. */
    void compare(JsonNode told, Instant from, Instant to, String bucket, Optional<String> chatbot) {
        Map<String, List<StoredMessage>> expected = messages.stream()
                .filter(it -> !it.created().isBefore(from) && it.created().isBefore(to))
                .filter(it -> chatbot.isEmpty() || chatbot.get().equals(it.chatbot()))
                .collect(Collectors.groupingBy(
                        it -> it.chatbot() + " " + it.created().truncatedTo(bucket.equals("day") ? DAYS : HOURS),
                        TreeMap::new,
                        Collectors.toList()));
        assertThat(told.path("items")
                        .valueStream()
                        .map(it -> it.path("chatbotId").asString() + " "
                                + it.path("bucket").asString())
                        .toList())
                .as("%s to %s by %s", from, to, bucket)
                .containsExactlyElementsOf(expected.keySet());
        for (JsonNode item : told.path("items")) {
            same(
                    item,
                    expected.get(item.path("chatbotId").asString() + " "
                            + item.path("bucket").asString()));
        }
        Map<String, List<StoredMessage>> totals =
                expected.values().stream().flatMap(List::stream).collect(Collectors.groupingBy(StoredMessage::chatbot));
        assertThat(told.path("totals")).hasSize(totals.size());
        for (JsonNode item : told.path("totals")) {
            same(item, totals.get(item.path("chatbotId").asString()));
        }
    }

    private void same(JsonNode told, @Nullable List<StoredMessage> maybe) {
        List<StoredMessage> rows = Objects.requireNonNull(maybe);
        assertThat(told.path("messagesIn").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream().filter(StoredMessage::inbound).count());
        assertThat(told.path("repliesOut").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream()
                        .filter(it -> !it.inbound()
                                && List.of("sent", "delivered", "read").contains(it.status()))
                        .count());
        assertThat(told.path("failures").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream()
                        .filter(it -> it.status().equals("failed")
                                && (it.inbound() || it.sent().isPresent()))
                        .count());
        List<Double> waits = waits(rows);
        assertThat(told.path("medianReplyMs").isNull()).as(told.toString()).isEqualTo(waits.isEmpty());
        if (!waits.isEmpty()) {
            near(told.path("medianReplyMs"), waits, 0.5);
            near(told.path("p95ReplyMs"), waits, 0.95);
        }
    }

    private static void near(JsonNode told, List<Double> sorted, double fraction) {
        double rank = fraction * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(rank));
        double exact = low + (rank - Math.floor(rank)) * (sorted.get((int) Math.ceil(rank)) - low);
        assertThat(told.asDouble()).isCloseTo(exact, within(exact * 0.02 + 1));
    }

    /** Of each turn's reply, from the first question within a day before it was stored until it was sent. */
    private List<Double> waits(List<StoredMessage> rows) {
        Map<Turn, List<StoredMessage>> replies = rows.stream()
                .filter(it -> !it.inbound() && it.sent().isPresent())
                .collect(Collectors.groupingBy(it -> new Turn(
                        it.conversation(), it.turn().orElseThrow(), it.created().truncatedTo(HOURS))));
        List<Double> waits = new ArrayList<>();
        replies.forEach((turn, parts) -> {
            Instant stored = parts.stream()
                    .map(StoredMessage::created)
                    .min(Instant::compareTo)
                    .orElseThrow();
            Instant sent = parts.stream()
                    .map(it -> it.sent().orElseThrow())
                    .min(Instant::compareTo)
                    .orElseThrow();
            messages.stream()
                    .filter(it -> it.inbound() && it.conversation() == turn.conversation())
                    .filter(it -> it.turn().equals(Optional.of(turn.turn())))
                    .map(StoredMessage::created)
                    .filter(it -> !it.isAfter(stored) && !it.isBefore(stored.minus(1, DAYS)))
                    .min(Instant::compareTo)
                    .ifPresent(asked ->
                            waits.add((double) Duration.between(asked, sent).toMillis()));
        });
        return waits.stream().sorted().toList();
    }
}
