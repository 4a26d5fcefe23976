package org.wahook.ingest.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.ingest.console.Console.Route;
import org.wahook.ingest.console.Templates.Page;
import org.wahook.ingest.console.view.Inputs;
import org.wahook.ingest.console.view.Line;
import org.wahook.ingest.console.view.Talk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations: all of them, those in which somebody waits, and one with its transcript, where a person can take over. */
final class ConversationPages {

    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String ID = "(\\d{1,18})";
    private static final String WAITED = "1m";
    private static final String SHOWN_MESSAGES = "100";

    private final Desk desk;
    private final Templates templates;

    ConversationPages(Desk desk, Templates templates) {
        this.desk = desk;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/conversations", this::list),
                Route.get("/unanswered", this::unanswered),
                Route.get("/conversations/" + ID, this::show),
                Route.post("/conversations/" + ID + "/bot", this::turnBot),
                Route.post("/conversations/" + ID + "/reply", this::reply));
    }

    private Reply list(Visit visit, Session session, Matcher path) {
        return list(visit, session, CONVERSATIONS, Page.of("conversations", "Conversations", "conversations"));
    }

    private Reply unanswered(Visit visit, Session session, Matcher path) {
        return list(visit, session, CONVERSATIONS + "/unanswered", Page.of("unanswered", "Unanswered", "unanswered"));
    }

    private Reply list(Visit visit, Session session, String what, Page page) {
        String chatbotId = visit.asked("chatbotId").orElse("");
        String olderThan = visit.asked("olderThan").orElse(WAITED);
        String cursor = visit.asked("cursor").orElse("");
        JsonNode found = what.endsWith("/unanswered")
                ? desk.read(what, "chatbotId", chatbotId, "olderThan", olderThan, "cursor", cursor)
                : desk.read(what, "chatbotId", chatbotId, "cursor", cursor);
        return templates.page(
                page,
                session,
                Map.of(
                        "talks",
                        Talk.list(found, desk.now()),
                        "chatbotId",
                        chatbotId,
                        "olderThan",
                        olderThan,
                        "cursor",
                        cursor,
                        "next",
                        found.path("nextCursor").asString("")));
    }

    private Reply show(Visit visit, Session session, Matcher path) {
        return show(session, path.group(1), 200, Inputs.EMPTY);
    }

    private Reply show(Session session, String id, int status, Inputs inputs) {
        Talk talk = Talk.of(desk.read(CONVERSATIONS + "/" + id), desk.now());
        JsonNode messages = desk.read(CONVERSATIONS + "/" + id + "/messages", "limit", SHOWN_MESSAGES);
        return templates.page(
                new Page(status, "conversation", talk.name(), "conversations"),
                session,
                Map.of("talk", talk, "lines", Line.list(messages, desk.now()), "inputs", inputs));
    }

    private Reply turnBot(Visit visit, Session session, Matcher path) {
        String bot = visit.filled("bot").orElse("");
        ObjectNode body = Desk.object(
                "bot", bot, "resumeAfter", visit.filled("resumeAfter").orElse(""));
        Answer answer = desk.patch(CONVERSATIONS + "/" + path.group(1), body, Optional.empty());
        if (answer instanceof Answer.Refusal(Problem problem)) {
            session.complain(problem.title() + ". " + problem.detail());
        } else {
            session.say(bot.equals("paused") ? "You have taken over: the bot is quiet." : "The bot answers again.");
        }
        return Reply.goTo("/console/conversations/" + path.group(1));
    }

    private Reply reply(Visit visit, Session session, Matcher path) {
        String text = visit.filled("text").orElse("");
        Answer answer = desk.post(
                CONVERSATIONS + "/" + path.group(1) + "/messages", Desk.object("text", text.replace("\r\n", "\n")));
        if (answer instanceof Answer.Refusal(Problem problem)) {
            Inputs inputs = Desk.explain(Inputs.of(Map.of("text", text)), problem);
            return show(session, path.group(1), problem.status(), inputs);
        }
        return Reply.goTo("/console/conversations/" + path.group(1) + "#reply");
    }
}
