package org.wahook.admin.console;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.wahook.admin.console.Console.Route;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.TrafficView;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** Charts of messages, replies, failures and reply time, for each client. */
final class TrafficPages {

    private static final String ANALYTICS = "/api/v1/analytics/messages";

    private final AdminClient admin;
    private final Templates templates;

    /** How far back the charts go. */
    private enum Span {
        DAY(Duration.ofDays(1), "hour"),
        WEEK(Duration.ofDays(7), "day"),
        MONTH(Duration.ofDays(30), "day");

        private final Duration length;
        private final String bucket;

        Span(Duration length, String bucket) {
            this.length = length;
            this.bucket = bucket;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Span of(String word) {
            return Stream.of(values())
                    .filter(it -> it.word().equals(word))
                    .findFirst()
                    .orElse(DAY);
        }
    }

    TrafficPages(AdminClient admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(Route.get("/traffic", this::show));
    }

    private ConsoleResponse show(ConsoleRequest request, Session session, Matcher path) {
        Span span = Span.of(request.asked("span").orElse("day"));
        List<String> clients = clients();
        Optional<String> chosen =
                request.asked("chatbotId").or(() -> clients.stream().findFirst());
        JsonNode analytics = chosen.isEmpty()
                ? Json.object()
                : admin.read(
                        ANALYTICS,
                        "chatbotId",
                        chosen.get(),
                        "from",
                        admin.now().minus(span.length).toString(),
                        "to",
                        admin.now().toString(),
                        "bucket",
                        span.bucket);
        TrafficView total = TrafficView.totals(analytics).stream().findFirst().orElse(TrafficView.NONE);
        return templates.page(
                Page.of("traffic", "Traffic", "traffic"),
                session,
                Map.of(
                        "clients",
                        clients,
                        "chatbotId",
                        chosen.orElse(""),
                        "span",
                        span.word(),
                        "total",
                        total,
                        "series",
                        Json.text(analytics)));
    }

    private List<String> clients() {
        return admin.readAll("/api/v1/whatsapp/integration")
                .path("items")
                .valueStream()
                .map(it -> it.path("chatbotId").asString(""))
                .distinct()
                .toList();
    }
}
