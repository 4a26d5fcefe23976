package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.wahook.admin.rest.PageCursor;
import org.wahook.shared.deadletter.LetterFilter;
import org.wahook.shared.deadletter.LetterPage;
import org.wahook.shared.deadletter.LetterPlace;

/**
 * A page of dead letters, and the groups that all of them make.
 *
 * @param queue the word in the filter; empty for replies and events
 * @param next where the next page begins; empty at the end
 */
public record DeadLetterListView(
        List<DeadLetterView> letters,
        long count,
        List<Group> groups,
        String chatbotId,
        String reason,
        String queue,
        String next) {

    /** Letters of one client and one reason. */
    public record Group(String chatbotId, String reason, long count) {

        public String reasonWords() {
            return DeadLetterView.words(reason);
        }

        public String letters() {
            return count == 1 ? "1 letter" : count + " letters";
        }
    }

    public DeadLetterListView {
        letters = List.copyOf(letters);
        groups = List.copyOf(groups);
    }

    public static DeadLetterListView of(LetterPage page, LetterFilter filter, String queue, Instant now) {
        return new DeadLetterListView(
                page.letters().stream()
                        .map(letter -> DeadLetterView.of(letter, now))
                        .toList(),
                page.count(),
                page.groups().stream()
                        .map(it -> new Group(it.chatbotId(), it.reason(), it.count()))
                        .toList(),
                filter.chatbotId().orElse(""),
                filter.reason().orElse(""),
                queue,
                page.next().map(LetterPlace::mark).map(PageCursor::of).orElse(""));
    }

    /** Whether some letters are left out by the filter. */
    public boolean filtered() {
        return Stream.of(chatbotId, reason, queue).anyMatch(text -> !text.isEmpty());
    }

    public String query() {
        return "chatbotId=%s&reason=%s&queue=%s"
                .formatted(PageLayout.inUrl(chatbotId), PageLayout.inUrl(reason), PageLayout.inUrl(queue));
    }

    /** What a button for all of the filter says. */
    public String all() {
        String letters = count == 1 ? "1 letter" : count + " letters";
        return letters
                + (reason.isEmpty() ? "" : " (" + DeadLetterView.words(reason) + ")")
                + (chatbotId.isEmpty() ? "" : " of " + chatbotId);
    }
}
