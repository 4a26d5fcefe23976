package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.QueueDepthView;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.broker.QueueDepths;

/** What lies in RabbitMQ's queues. */
final class QueuePages {

    private final QueueDepths queues;
    private final Templates templates;

    QueuePages(QueueDepths queues, Templates templates) {
        this.queues = queues;
        this.templates = templates;
    }

    ConsoleResponse show(ConsoleRequest request, Session session) {
        try {
            List<QueueDepthView> depths = queues.read().stream()
                    .map(it -> QueueDepthView.of(it.queue(), it.messages(), it.consumers()))
                    .toList();
            return templates.page(
                    Page.of("queues", "Queues", "queues"),
                    session,
                    Map.of(
                            "depths",
                            depths,
                            "most",
                            depths.stream()
                                    .mapToLong(QueueDepthView::ready)
                                    .max()
                                    .orElse(0)));
        } catch (IllegalStateException e) {
            throw new RefusedException(Problem.unavailable("RabbitMQ"));
        }
    }
}
