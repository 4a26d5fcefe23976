package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.wahook.admin.analytics.AnalyticsQuery;
import org.wahook.admin.analytics.MessageAnalytics;
import org.wahook.admin.console.view.BotTestView;
import org.wahook.admin.console.view.ChargesView;
import org.wahook.admin.console.view.ClientView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.admin.health.AccountHealth;
import org.wahook.admin.health.AccountHealthQuery;
import org.wahook.admin.integration.Integration;
import org.wahook.admin.integration.IntegrationChange;
import org.wahook.admin.integration.IntegrationChangeResult;
import org.wahook.admin.integration.IntegrationFilter;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import tools.jackson.databind.node.ObjectNode;

/** The clients: how they are doing, and what to paste into Meta's console. */
final class ClientPages {

    private static final int SHOWN = 200;

    private final ConsoleOperations admin;
    private final Templates templates;
    private final HandshakeCheck handshakes;

    ClientPages(ConsoleOperations admin, Templates templates, HandshakeCheck handshakes) {
        this.admin = admin;
        this.templates = templates;
        this.handshakes = handshakes;
    }

    ConsoleResponse list(ConsoleRequest request, Session session) {
        int page = page(request);
        List<ClientView> all = ClientView.list(
                integrations(admin),
                health(Optional.empty()),
                lastDay(Optional.empty()).totals(),
                admin.now());
        int from = Math.min(page * SHOWN, all.size());
        int to = Math.min(from + SHOWN, all.size());
        return templates.page(
                Templates.Page.of("clients", "Clients", "clients"),
                session,
                Map.of(
                        "clients",
                        all.subList(from, to),
                        "cursor",
                        page == 0 ? "" : String.valueOf(page),
                        "next",
                        to < all.size() ? String.valueOf(page + 1) : ""));
    }

    /** All clients are read for each page, since the worst of all stand on the first. */
    private static int page(ConsoleRequest request) {
        String cursor = request.asked("cursor").orElse("0");
        if (!cursor.matches("\\d{1,4}")) {
            throw RefusedException.invalid(List.of(new FieldProblem("cursor", "must be the number of a page")));
        }
        return Integer.parseInt(cursor);
    }

    static List<Integration> integrations(ConsoleOperations admin) {
        return admin.readAll(after -> admin.operations()
                .integrations()
                .list(new IntegrationFilter(Optional.empty(), Optional.empty(), Optional.empty(), Page.MOST, after)));
    }

    private List<AccountHealth> health(Optional<String> chatbotId) {
        return admin.readAll(
                after -> admin.operations().health().list(new AccountHealthQuery(chatbotId, after, Page.MOST)));
    }

    private MessageAnalytics.Counted lastDay(Optional<String> chatbotId) {
        ObjectNode asked = ConsoleForms.fields("chatbotId", chatbotId.orElse(""));
        AnalyticsQuery query =
                ConsoleOperations.valid(admin.operations().analytics().parse(asked));
        return switch (admin.read(it -> it.analytics().messages(query))) {
            case MessageAnalytics.Counted counted -> counted;
            case MessageAnalytics.TooManyRows refused -> throw new RefusedException(refused.problem());
        };
    }

    /** What came of the forms of a client's page: as they were filled in, and the results of its tests. */
    record Results(FormState inputs, Optional<HandshakeCheck.Result> handshake, Optional<BotTestView> bot) {

        static final Results NONE = of(FormState.EMPTY);

        static Results of(FormState inputs) {
            return new Results(inputs, Optional.empty(), Optional.empty());
        }
    }

    ConsoleResponse show(ConsoleRequest request, Session session) {
        return show(session, find(request), 200, Results.NONE);
    }

    ConsoleResponse show(Session session, Integration integration, int status, Results results) {
        Optional<String> chatbotId = Optional.of(integration.chatbotId());
        Optional<AccountHealth> health = health(chatbotId).stream()
                .filter(it -> it.id().equals(integration.id()))
                .findFirst();
        MessageAnalytics.Counted lastDay = lastDay(chatbotId);
        ClientView client = ClientView.of(integration, health, lastDay.totals(), admin.now());
        return templates.page(
                new Templates.Page(status, "client", client.name(), "clients"),
                session,
                Map.of(
                        "client",
                        client,
                        "charges",
                        ChargesView.of(
                                integration.id(),
                                admin.read(it -> it.analytics().charges(integration.chatbotId()))),
                        "undelivered",
                        lastDay.undelivered().getOrDefault(integration.chatbotId(), 0L),
                        "inputs",
                        results.inputs(),
                        "tested",
                        results.handshake().map(HandshakeCheck.Result::text).orElse(""),
                        "works",
                        results.handshake().map(HandshakeCheck.Result::good).orElse(false),
                        "bot",
                        results.bot()));
    }

    Integration find(ConsoleRequest request) {
        UUID id = id(request);
        return admin.find("integration", it -> it.integrations().find(id));
    }

    /** @throws RefusedException where the path has no id */
    static UUID id(ConsoleRequest request) {
        return Request.uuidOf(request.path("id")).orElseThrow(() -> RefusedException.notFound("integration"));
    }

    ConsoleResponse changeStatus(ConsoleRequest request, Session session) {
        UUID id = id(request);
        String status = request.filled("status").orElse("");
        ConsoleResponse back = ConsoleResponse.goTo("/console/clients/" + id);
        Function<Problem, ConsoleResponse> refused = session.failedAt(back);
        return admin.change(
                IntegrationChange.read(ConsoleForms.fields("status", status)),
                (operations, change) -> switch (operations.integrations().change(id, change, IfMatch.ANY)) {
                    case IntegrationChangeResult.Changed changed -> {
                        session.succeeded("The integration is " + status + " now.");
                        yield back;
                    }
                    case IntegrationChangeResult.NotChanged result -> refused.apply(result.problem());
                },
                refused);
    }

    ConsoleResponse testHandshake(ConsoleRequest request, Session session) {
        Integration integration = find(request);
        Optional<String> token = request.filled("verifyToken");
        if (token.isEmpty()) {
            FormState inputs = FormState.EMPTY.with(Map.of("verifyToken", "is missing"), "");
            return show(session, integration, 400, Results.of(inputs));
        }
        HandshakeCheck.Result result = handshakes.test(integration.webhookUrl(), token.get());
        return show(session, integration, 200, new Results(FormState.EMPTY, Optional.of(result), Optional.empty()));
    }
}
