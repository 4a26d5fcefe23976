package org.wahook.admin.console;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.admin.console.view.ConversationView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.console.view.HandoffView;
import org.wahook.admin.console.view.MessageView;
import org.wahook.admin.conversation.BotChange;
import org.wahook.admin.conversation.BotChangeResult;
import org.wahook.admin.conversation.Conversation;
import org.wahook.admin.conversation.ConversationMessage;
import org.wahook.admin.conversation.ConversationQuery;
import org.wahook.admin.conversation.FileLinkResult;
import org.wahook.admin.conversation.HandoffQuery;
import org.wahook.admin.conversation.MessageQuery;
import org.wahook.admin.conversation.NewMessage;
import org.wahook.admin.conversation.ThreadChange;
import org.wahook.admin.conversation.ThreadControlResult;
import org.wahook.admin.conversation.UnansweredQuery;
import org.wahook.admin.conversation.WritingResult;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import tools.jackson.databind.node.ObjectNode;

/** Conversations: all of them, those in which somebody waits, and one with its transcript, where a person can take over. */
final class ConversationPages {

    private static final String WAITED = "1m";
    private static final MessageQuery NEWEST = new MessageQuery(Optional.empty(), 100);

    private final ConsoleOperations admin;
    private final Templates templates;

    ConversationPages(ConsoleOperations admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    ConsoleResponse list(ConsoleRequest request, Session session) {
        ObjectNode asked = asked(request);
        request.asked("contact").ifPresent(contact -> asked.put("contact", contact));
        ConversationQuery query = ConsoleOperations.valid(ConversationQuery.read(asked));
        Page<Conversation> found = admin.read(it -> it.conversations().list(query));
        return list(
                request,
                session,
                Templates.Page.of("conversations", "Conversations", "conversations"),
                found.map(it -> ConversationView.of(it, admin.now())));
    }

    ConsoleResponse unanswered(ConsoleRequest request, Session session) {
        UnansweredQuery query =
                ConsoleOperations.valid(UnansweredQuery.read(asked(request).put("olderThan", olderThan(request))));
        return list(
                request,
                session,
                Templates.Page.of("unanswered", "Unanswered", "unanswered"),
                admin.read(it -> it.conversations().unanswered(query)).map(it -> ConversationView.of(it, admin.now())));
    }

    /** Those that bots have handed over to a person. */
    ConsoleResponse handoffs(ConsoleRequest request, Session session) {
        ObjectNode asked = asked(request);
        request.asked("team").ifPresent(team -> asked.put("team", team));
        HandoffQuery query = ConsoleOperations.valid(HandoffQuery.read(asked));
        Page<HandoffView> found =
                admin.read(it -> it.conversations().handoffs(query)).map(it -> HandoffView.of(it, admin.now()));
        return templates.page(
                Templates.Page.of("handoffs", "Handed over", "handoffs"),
                session,
                Map.of(
                        "handoffs",
                        found.items(),
                        "chatbotId",
                        request.asked("chatbotId").orElse(""),
                        "team",
                        request.asked("team").orElse(""),
                        "cursor",
                        request.asked("cursor").orElse(""),
                        "next",
                        found.nextCursor().orElse("")));
    }

    private static ObjectNode asked(ConsoleRequest request) {
        return ConsoleForms.fields(
                "chatbotId", request.asked("chatbotId").orElse(""),
                "cursor", request.asked("cursor").orElse(""));
    }

    private static String olderThan(ConsoleRequest request) {
        return request.asked("olderThan").orElse(WAITED);
    }

    private ConsoleResponse list(
            ConsoleRequest request, Session session, Templates.Page page, Page<ConversationView> found) {
        return templates.page(
                page,
                session,
                Map.of(
                        "talks",
                        found.items(),
                        "chatbotId",
                        request.asked("chatbotId").orElse(""),
                        "contact",
                        request.asked("contact").orElse(""),
                        "olderThan",
                        olderThan(request),
                        "cursor",
                        request.asked("cursor").orElse(""),
                        "next",
                        found.nextCursor().orElse("")));
    }

    ConsoleResponse show(ConsoleRequest request, Session session) {
        return show(session, id(request), 200, FormState.EMPTY);
    }

    private ConsoleResponse show(Session session, long id, int status, FormState inputs) {
        Conversation found = admin.find("conversation", it -> it.conversations().find(id));
        Page<ConversationMessage> messages =
                admin.find("conversation", it -> it.conversations().messages(id, NEWEST));
        ConversationView talk = ConversationView.of(found, admin.now());
        Optional<String> files = admin.operations().conversations().showsFiles()
                ? Optional.of("/console/conversations/%d/files/".formatted(id))
                : Optional.empty();
        return templates.page(
                new Templates.Page(status, "conversation", talk.name(), "conversations"),
                session,
                Map.of(
                        "talk",
                        talk,
                        "lines",
                        MessageView.list(messages.items(), files, admin.now()),
                        "inputs",
                        inputs));
    }

    /** To where the store has it: the browser fetches it there, by a link that ends soon. */
    ConsoleResponse file(ConsoleRequest request, Session session) {
        long messageId =
                Request.numberOf(request.path("messageId")).orElseThrow(() -> RefusedException.notFound("kept file"));
        return switch (admin.read(it -> it.conversations().linkTo(id(request), messageId))) {
            case FileLinkResult.Linked linked ->
                ConsoleResponse.goTo(linked.link().url());
            case FileLinkResult.NotLinked result -> throw new RefusedException(result.problem());
        };
    }

    ConsoleResponse changeBot(ConsoleRequest request, Session session) {
        ObjectNode fields = ConsoleForms.fields(
                "bot", request.filled("bot").orElse(""),
                "resumeAfter", request.filled("resumeAfter").orElse(""));
        ConsoleResponse back = ConsoleResponse.goTo(path(request));
        Function<Problem, ConsoleResponse> refused = session.failedAt(back);
        return admin.change(
                BotChange.read(fields),
                (operations, change) -> switch (operations.conversations().change(id(request), change, IfMatch.ANY)) {
                    case BotChangeResult.Changed changed -> {
                        session.succeeded(
                                change.paused() ? "You have taken over: the bot is paused." : "The bot answers again.");
                        yield back;
                    }
                    case BotChangeResult.NotChanged result -> refused.apply(result.problem());
                },
                refused);
    }

    ConsoleResponse changeThread(ConsoleRequest request, Session session) {
        ObjectNode fields =
                ConsoleForms.fields("action", request.filled("action").orElse(""));
        ConsoleResponse back = ConsoleResponse.goTo(path(request));
        Function<Problem, ConsoleResponse> refused = session.failedAt(back);
        return admin.change(
                ThreadChange.read(fields),
                (operations, change) -> switch (operations.conversations().control(id(request), change)) {
                    case ThreadControlResult.Done done -> {
                        session.succeeded("Meta has accepted it.");
                        yield back;
                    }
                    case ThreadControlResult.NotDone result -> refused.apply(result.problem());
                },
                refused);
    }

    ConsoleResponse reply(ConsoleRequest request, Session session) {
        String text = request.filled("text").orElse("");
        ConsoleResponse back = ConsoleResponse.goTo(path(request) + "#reply");
        Function<Problem, ConsoleResponse> refused = problem -> show(
                session,
                id(request),
                problem.status(),
                ConsoleForms.explain(FormState.of(Map.of("text", text)), problem));
        return admin.change(
                NewMessage.read(ConsoleForms.fields("text", text.replace("\r\n", "\n")), Optional.empty()),
                (operations, message) -> switch (operations.conversations().write(id(request), message)) {
                    case WritingResult.Written written -> back;
                    case WritingResult.Repeated repeated -> back;
                    case WritingResult.NotWritten result -> refused.apply(result.problem());
                },
                refused);
    }

    private static String path(ConsoleRequest request) {
        return "/console/conversations/" + id(request);
    }

    /** @throws RefusedException where the path has no id */
    private static long id(ConsoleRequest request) {
        return Request.numberOf(request.path("id")).orElseThrow(() -> RefusedException.notFound("conversation"));
    }
}
