package org.wahook.ingest.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.ingest.console.Console.Route;
import org.wahook.ingest.console.Templates.Page;
import org.wahook.ingest.console.view.DeadLetter;
import org.wahook.shared.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Dead letters with their reasons; each of them, or those of a client, can be replayed or discarded. */
final class DeadLetterPages {

    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String MOST = "200";

    private final Desk desk;
    private final Templates templates;

    DeadLetterPages(Desk desk, Templates templates) {
        this.desk = desk;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/dead-letters", this::list), Route.post("/dead-letters/(replay|discard)", this::settle));
    }

    private Reply list(Visit visit, Session session, Matcher path) {
        String chatbotId = visit.asked("chatbotId").orElse("");
        String queue = visit.asked("queue").orElse("");
        List<DeadLetter> letters =
                DeadLetter.list(desk.read(LETTERS, "chatbotId", chatbotId, "queue", queue, "limit", MOST), desk.now());
        return templates.page(
                Page.of("deadLetters", "Dead letters", "dead-letters"),
                session,
                Map.of("letters", letters, "chatbotId", chatbotId, "queue", queue, "most", letters.size() >= 200));
    }

    private Reply settle(Visit visit, Session session, Matcher path) {
        String what = path.group(1);
        ObjectNode body = Json.object();
        visit.filled("id").ifPresent(id -> body.putArray("ids").add(id));
        Optional<String> chatbotId = visit.filled("chatbotId");
        chatbotId.ifPresent(id -> body.put("chatbotId", id));
        visit.filled("queue").ifPresent(queue -> body.put("queue", queue));
        Answer answer = desk.post(LETTERS + "/" + what, body);
        if (answer instanceof Answer.Refusal(Problem problem)) {
            session.complain(problem.title() + ". " + problem.detail());
        } else {
            tell(session, what, Desk.content(answer).body().path("count").asInt());
        }
        return Reply.goTo("/console/dead-letters");
    }

    private static void tell(Session session, String what, int count) {
        String letters = count == 1 ? "1 letter" : count + " letters";
        if (count == 0) {
            session.complain("Nothing was done: the letter is not there any more, or nobody could read it.");
        } else {
            session.say(letters + (what.equals("replay") ? " sent round again." : " discarded."));
        }
    }
}
