package org.wahook.ingest.console;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.ingest.console.Console.Route;
import org.wahook.ingest.console.Templates.Page;
import org.wahook.ingest.console.view.Depth;
import org.wahook.shared.broker.QueueDepths;

/** What lies in RabbitMQ's queues. */
final class QueuePages {

    private final QueueDepths queues;
    private final Templates templates;

    QueuePages(QueueDepths queues, Templates templates) {
        this.queues = queues;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(Route.get("/queues", this::show));
    }

    private Reply show(Visit visit, Session session, Matcher path) {
        try {
            List<Depth> depths = queues.read().stream()
                    .map(it -> Depth.of(it.queue(), it.messages(), it.consumers()))
                    .toList();
            return templates.page(
                    Page.of("queues", "Queues", "queues"),
                    session,
                    Map.of(
                            "depths",
                            depths,
                            "most",
                            depths.stream().mapToLong(Depth::ready).max().orElse(0)));
        } catch (IllegalStateException e) {
            throw new Desk.RefusedException(Problem.unavailable("RabbitMQ"));
        }
    }
}
