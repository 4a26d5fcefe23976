package org.wahook.shared.deadletter;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many letters there are, by queue, client and reason. */
record LetterSummary(List<Part> parts) {

    private static final int MOST_GROUPS = 200;

    /** The letters of one queue, client and reason. */
    record Part(DeadLetterQueue queue, LetterPage.Group group) {}

    private record Name(String chatbotId, String reason) {}

    LetterSummary {
        parts = List.copyOf(parts);
    }

    long copies(DeadLetterQueue queue) {
        return parts.stream()
                .filter(part -> part.queue() == queue)
                .mapToLong(part -> part.group().count())
                .sum();
    }

    long count(LetterFilter filter) {
        return matching(filter).mapToLong(LetterPage.Group::count).sum();
    }

    /** Over all queues of the filter, the largest first. */
    List<LetterPage.Group> groups(LetterFilter filter) {
        Map<Name, LetterPage.Group> groups = matching(filter)
                .collect(Collectors.toMap(
                        group -> new Name(group.chatbotId(), group.reason()), group -> group, LetterSummary::sum));
        return groups.values().stream()
                .sorted(Comparator.comparingLong(LetterPage.Group::count)
                        .reversed()
                        .thenComparing(LetterPage.Group::chatbotId)
                        .thenComparing(LetterPage.Group::reason))
                .limit(MOST_GROUPS)
                .toList();
    }

    private Stream<LetterPage.Group> matching(LetterFilter filter) {
        return parts.stream()
                .filter(part -> filter.queues().contains(part.queue()))
                .map(Part::group)
                .filter(group ->
                        filter.chatbotId().map(group.chatbotId()::equals).orElse(true))
                .filter(group -> filter.reason().map(group.reason()::equals).orElse(true));
    }

    private static LetterPage.Group sum(LetterPage.Group one, LetterPage.Group other) {
        return new LetterPage.Group(
                one.chatbotId(),
                one.reason(),
                one.count() + other.count(),
                Stream.of(one.oldest(), other.oldest())
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()));
    }
}
