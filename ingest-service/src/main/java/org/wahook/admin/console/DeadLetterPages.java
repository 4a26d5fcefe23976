package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.admin.console.Console.Route;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.DeadLetterView;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Dead letters with their reasons; each of them, or those of a client, can be replayed or discarded. */
final class DeadLetterPages {

    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String MOST = "200";

    private final AdminClient admin;
    private final Templates templates;

    DeadLetterPages(AdminClient admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/dead-letters", this::list), Route.post("/dead-letters/(replay|discard)", this::settle));
    }

    private ConsoleResponse list(ConsoleRequest request, Session session, Matcher path) {
        String chatbotId = request.asked("chatbotId").orElse("");
        String queue = request.asked("queue").orElse("");
        List<DeadLetterView> letters = DeadLetterView.list(
                admin.read(LETTERS, "chatbotId", chatbotId, "queue", queue, "limit", MOST), admin.now());
        return templates.page(
                Page.of("deadLetters", "Dead letters", "dead-letters"),
                session,
                Map.of("letters", letters, "chatbotId", chatbotId, "queue", queue, "most", letters.size() >= 200));
    }

    private ConsoleResponse settle(ConsoleRequest request, Session session, Matcher path) {
        String what = path.group(1);
        ObjectNode body = Json.object();
        request.filled("id").ifPresent(id -> body.putArray("ids").add(id));
        Optional<String> chatbotId = request.filled("chatbotId");
        chatbotId.ifPresent(id -> body.put("chatbotId", id));
        request.filled("queue").ifPresent(queue -> body.put("queue", queue));
        Answer answer = admin.post(LETTERS + "/" + what, body);
        if (answer instanceof Answer.Refusal(Problem problem)) {
            session.complain(problem.title() + ". " + problem.detail());
        } else {
            tell(session, what, AdminClient.content(answer).body().path("count").asInt());
        }
        return ConsoleResponse.goTo("/console/dead-letters");
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
