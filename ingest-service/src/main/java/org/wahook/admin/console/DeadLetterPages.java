package org.wahook.admin.console;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.DeadLetterListView;
import org.wahook.admin.console.view.PageLayout;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.deadletter.DeadLetterOperations.Choice;
import org.wahook.admin.deadletter.DeadLetterOperations.ListRequest;
import org.wahook.admin.deadletter.DeadLetterOperations.Listing;
import org.wahook.admin.deadletter.DeadLetterOperations.Settled;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Problem;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.LetterFilter;
import org.wahook.shared.deadletter.LetterPage;
import org.wahook.shared.deadletter.LetterPlace;
import org.wahook.shared.deadletter.Selection;

/** Dead letters with their reasons; each of them, those of a group, or all of the filter can be replayed or discarded. */
final class DeadLetterPages {

    private static final int SHOWN = 50;

    private final ConsoleOperations admin;
    private final Templates templates;

    DeadLetterPages(ConsoleOperations admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    ConsoleResponse list(ConsoleRequest request, Session session) {
        String queue = request.asked("queue").orElse("");
        LetterFilter filter = new LetterFilter(queues(queue), request.asked("chatbotId"), request.asked("reason"));
        Optional<LetterPlace> after =
                request.asked("cursor").flatMap(PageCursor::mark).flatMap(LetterPlace::parse);
        return switch (operations().list(new ListRequest(filter, after, SHOWN))) {
            case Listing.Listed(LetterPage page) ->
                templates.page(
                        Page.of("deadLetters", "Dead letters", "dead-letters"),
                        session,
                        Map.of(
                                "list",
                                DeadLetterListView.of(page, filter, queue, admin.now()),
                                "cursor",
                                request.asked("cursor").orElse("")));
            case Listing.BrokerAway() -> throw new RefusedException(Problem.unavailable("RabbitMQ"));
        };
    }

    ConsoleResponse replay(ConsoleRequest request, Session session) {
        return settle(request, session, true, operations()::replay);
    }

    ConsoleResponse discard(ConsoleRequest request, Session session) {
        return settle(request, session, false, operations()::discard);
    }

    /** They need RabbitMQ and can do without PostgreSQL. */
    private DeadLetterOperations operations() {
        return admin.operations().deadLetters();
    }

    private static ConsoleResponse settle(
            ConsoleRequest request, Session session, boolean replay, Function<Choice, Settled> work) {
        Optional<Selection> selection = selection(request);
        if (selection.isEmpty()) {
            session.complain("Nothing was done: the form named no letters.");
        } else {
            Choice choice = new Choice(queues(request.filled("queue").orElse("")), selection.get());
            tell(session, replay, work.apply(choice));
        }
        return ConsoleResponse.goTo("/console/dead-letters" + back(request));
    }

    /** To the list with the filter that the button stood on. */
    private static String back(ConsoleRequest request) {
        StringBuilder query = new StringBuilder();
        for (String name : List.of("chatbotId", "reason", "queue")) {
            request.filled("back-" + name)
                    .ifPresent(value -> query.append(query.isEmpty() ? "?" : "&")
                            .append(name)
                            .append('=')
                            .append(PageLayout.inUrl(value)));
        }
        return query.toString();
    }

    /** The button for all says so, since an empty filter must never mean all. */
    private static Optional<Selection> selection(ConsoleRequest request) {
        Optional<String> chatbotId = request.filled("chatbotId");
        return request.filled("id")
                .<Selection>map(id -> new Selection.WithIds(Set.of(id)))
                .or(() -> request.filled("reason").map(reason -> new Selection.OfReason(reason, chatbotId)))
                .or(() -> chatbotId.map(Selection.OfChatbot::new))
                .or(() -> request.filled("all").map(all -> new Selection.All()));
    }

    private static Set<DeadLetterQueue> queues(String word) {
        return DeadLetterQueue.of(word)
                .<Set<DeadLetterQueue>>map(queue -> EnumSet.of(queue))
                .orElseGet(() -> EnumSet.of(DeadLetterQueue.REPLIES, DeadLetterQueue.EVENTS));
    }

    private static void tell(Session session, boolean replay, Settled settled) {
        switch (settled) {
            case Settled.Done(int count)
            when count == 0 ->
                session.complain("Nothing was done: the letter is not there any more, or nobody could read it.");
            case Settled.Done(int count) ->
                session.say(letters(count)
                        + (replay
                                ? " sent round again. What fails again comes back to this list within moments, with the"
                                        + " new reason."
                                : " discarded."));
            case Settled.BrokenOff(int count) ->
                session.complain("RabbitMQ broke off: " + letters(count) + (replay ? " sent round again" : " discarded")
                        + ", the others are where they were. Repeat it in a moment.");
            case Settled.BrokerAway() ->
                session.complain("RabbitMQ is away: nothing was changed. Try again in a moment.");
        }
    }

    private static String letters(int count) {
        return count == 1 ? "1 letter" : count + " letters";
    }
}
