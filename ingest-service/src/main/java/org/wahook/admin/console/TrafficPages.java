package org.wahook.admin.console;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.admin.analytics.AnalyticsQuery;
import org.wahook.admin.analytics.MessageAnalytics;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.TrafficView;
import org.wahook.admin.integration.Integration;
import org.wahook.platform.json.Json;

/** Charts of messages, replies, failures and reply time, for each client. */
final class TrafficPages {

    private final ConsoleOperations admin;
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

    TrafficPages(ConsoleOperations admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    ConsoleResponse show(ConsoleRequest request, Session session) {
        Span span = Span.of(request.asked("span").orElse("day"));
        List<String> clients = ClientPages.integrations(admin).stream()
                .map(Integration::chatbotId)
                .distinct()
                .toList();
        Optional<String> chosen =
                request.asked("chatbotId").or(() -> clients.stream().findFirst());
        Optional<MessageAnalytics.Counted> counted = chosen.map(chatbotId -> counted(chatbotId, span));
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
                        counted.map(it -> TrafficView.of(chosen.orElse(""), it.totals()))
                                .orElse(TrafficView.NONE),
                        "series",
                        counted.map(it -> Json.text(it.toJson())).orElse("{}")));
    }

    private MessageAnalytics.Counted counted(String chatbotId, Span span) {
        AnalyticsQuery query = ConsoleOperations.valid(admin.operations()
                .analytics()
                .parse(ConsoleForms.fields(
                        "chatbotId",
                        chatbotId,
                        "from",
                        admin.now().minus(span.length).toString(),
                        "to",
                        admin.now().toString(),
                        "bucket",
                        span.bucket)));
        return switch (admin.read(it -> it.analytics().messages(query))) {
            case MessageAnalytics.Counted counted -> counted;
            case MessageAnalytics.TooManyRows refused -> throw new RefusedException(refused.problem());
        };
    }
}
