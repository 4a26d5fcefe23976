package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.admin.console.Console.Route;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.ConversationView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.console.view.MessageView;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations: all of them, those in which somebody waits, and one with its transcript, where a person can take over. */
final class ConversationPages {

    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String ID = "(\\d{1,18})";
    private static final String WAITED = "1m";
    private static final String SHOWN_MESSAGES = "100";

    private final AdminClient admin;
    private final Templates templates;

    ConversationPages(AdminClient admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/conversations", this::list),
                Route.get("/unanswered", this::unanswered),
                Route.get("/conversations/" + ID, this::show),
                Route.post("/conversations/" + ID + "/bot", this::turnBot),
                Route.post("/conversations/" + ID + "/reply", this::reply),
                Route.post("/conversations/" + ID + "/thread", this::control));
    }

    private ConsoleResponse list(ConsoleRequest request, Session session, Matcher path) {
        return list(request, session, CONVERSATIONS, Page.of("conversations", "Conversations", "conversations"));
    }

    private ConsoleResponse unanswered(ConsoleRequest request, Session session, Matcher path) {
        return list(request, session, CONVERSATIONS + "/unanswered", Page.of("unanswered", "Unanswered", "unanswered"));
    }

    private ConsoleResponse list(ConsoleRequest request, Session session, String what, Page page) {
        String chatbotId = request.asked("chatbotId").orElse("");
        String olderThan = request.asked("olderThan").orElse(WAITED);
        String cursor = request.asked("cursor").orElse("");
        String contact = request.asked("contact").orElse("");
        JsonNode found = what.endsWith("/unanswered")
                ? admin.read(what, "chatbotId", chatbotId, "olderThan", olderThan, "cursor", cursor)
                : admin.read(what, "chatbotId", chatbotId, "contact", contact, "cursor", cursor);
        return templates.page(
                page,
                session,
                Map.of(
                        "talks",
                        ConversationView.list(found, admin.now()),
                        "chatbotId",
                        chatbotId,
                        "contact",
                        contact,
                        "olderThan",
                        olderThan,
                        "cursor",
                        cursor,
                        "next",
                        found.path("nextCursor").asString("")));
    }

    private ConsoleResponse show(ConsoleRequest request, Session session, Matcher path) {
        return show(session, path.group(1), 200, FormState.EMPTY);
    }

    private ConsoleResponse show(Session session, String id, int status, FormState inputs) {
        ConversationView talk = ConversationView.of(admin.read(CONVERSATIONS + "/" + id), admin.now());
        JsonNode messages = admin.read(CONVERSATIONS + "/" + id + "/messages", "limit", SHOWN_MESSAGES);
        return templates.page(
                new Page(status, "conversation", talk.name(), "conversations"),
                session,
                Map.of("talk", talk, "lines", MessageView.list(messages, admin.now()), "inputs", inputs));
    }

    private ConsoleResponse turnBot(ConsoleRequest request, Session session, Matcher path) {
        String bot = request.filled("bot").orElse("");
        ObjectNode body = AdminClient.object(
                "bot", bot, "resumeAfter", request.filled("resumeAfter").orElse(""));
        Answer answer = admin.patch(CONVERSATIONS + "/" + path.group(1), body, Optional.empty());
        if (answer instanceof Answer.Refusal(Problem problem)) {
            session.complain(problem.title() + ". " + problem.detail());
        } else {
            session.say(bot.equals("paused") ? "You have taken over: the bot is quiet." : "The bot answers again.");
        }
        return ConsoleResponse.goTo("/console/conversations/" + path.group(1));
    }

    private ConsoleResponse control(ConsoleRequest request, Session session, Matcher path) {
        String action = request.filled("action").orElse("");
        Answer answer =
                admin.post(CONVERSATIONS + "/" + path.group(1) + "/thread", AdminClient.object("action", action));
        if (answer instanceof Answer.Refusal(Problem problem)) {
            session.complain(problem.title() + ". " + problem.detail());
        } else {
            session.say("Meta has accepted it.");
        }
        return ConsoleResponse.goTo("/console/conversations/" + path.group(1));
    }

    private ConsoleResponse reply(ConsoleRequest request, Session session, Matcher path) {
        String text = request.filled("text").orElse("");
        Answer answer = admin.post(
                CONVERSATIONS + "/" + path.group(1) + "/messages",
                AdminClient.object("text", text.replace("\r\n", "\n")));
        if (answer instanceof Answer.Refusal(Problem problem)) {
            FormState inputs = AdminClient.explain(FormState.of(Map.of("text", text)), problem);
            return show(session, path.group(1), problem.status(), inputs);
        }
        return ConsoleResponse.goTo("/console/conversations/" + path.group(1) + "#reply");
    }
}
