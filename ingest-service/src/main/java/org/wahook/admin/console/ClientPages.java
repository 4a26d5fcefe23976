package org.wahook.admin.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.admin.console.Console.Route;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.ClientView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.console.view.TrafficView;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The clients: how they are doing, what to paste into Meta's console, and the form to add one. */
final class ClientPages {

    private static final String INTEGRATIONS = "/api/v1/whatsapp/integration";
    private static final String ID = "([0-9a-f-]{36})";
    private static final int SHOWN = 200;
    private static final int TOKEN_BYTES = 18;

    private static final List<String> NEW = List.of(
            "chatbotId",
            "chatbotName",
            "phoneNumberId",
            "businessAccountId",
            "webhookUrl",
            "verifyToken",
            "accessToken",
            "apiKey");
    /** In a form that was refused. */
    private static final List<String> SHOWN_AGAIN = List.of(
            "chatbotId",
            "chatbotName",
            "phoneNumberId",
            "businessAccountId",
            "webhookUrl",
            "verifyToken",
            "verify",
            "replayUnrouted");

    private final AdminClient admin;
    private final Templates templates;
    private final HandshakeCheck handshakes;
    private final SecureRandom random = new SecureRandom();

    ClientPages(AdminClient admin, Templates templates, HandshakeCheck handshakes) {
        this.admin = admin;
        this.templates = templates;
        this.handshakes = handshakes;
    }

    List<Route> routes() {
        return List.of(
                Route.get("", this::list),
                Route.get("/clients/new", this::blank),
                Route.post("/clients/new", this::add),
                Route.get("/clients/" + ID, this::show),
                Route.post("/clients/" + ID + "/status", this::turn),
                Route.post("/clients/" + ID + "/handshake", this::shake));
    }

    private ConsoleResponse list(ConsoleRequest request, Session session, Matcher path) {
        int page = page(request);
        List<ClientView> all = ClientView.list(
                admin.readAll(INTEGRATIONS),
                admin.readAll("/api/v1/health/accounts"),
                admin.read("/api/v1/analytics/messages"),
                admin.now());
        int from = Math.min(page * SHOWN, all.size());
        int to = Math.min(from + SHOWN, all.size());
        return templates.page(
                Page.of("clients", "Clients", "clients"),
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
            throw new AdminClient.RefusedException(
                    Problem.invalid(List.of(new FieldProblem("cursor", "must be the number of a page"))));
        }
        return Integer.parseInt(cursor);
    }

    private ConsoleResponse show(ConsoleRequest request, Session session, Matcher path) {
        return show(session, path.group(1), 200, FormState.EMPTY, Optional.empty());
    }

    private ConsoleResponse show(
            Session session, String id, int status, FormState inputs, Optional<HandshakeCheck.Result> handshake) {
        ClientView client = client(id);
        return templates.page(
                new Page(status, "client", client.name(), "clients"),
                session,
                Map.of(
                        "client",
                        client,
                        "inputs",
                        inputs,
                        "tested",
                        handshake.map(HandshakeCheck.Result::text).orElse(""),
                        "works",
                        handshake.map(HandshakeCheck.Result::good).orElse(false)));
    }

    private ClientView client(String id) {
        JsonNode integration = admin.read(INTEGRATIONS + "/" + id);
        String chatbotId = integration.path("chatbotId").asString("");
        JsonNode health = admin.readAll("/api/v1/health/accounts", "chatbotId", chatbotId);
        JsonNode analytics = admin.read("/api/v1/analytics/messages", "chatbotId", chatbotId);
        return ClientView.of(
                integration, ClientView.healthOf(health, integration), TrafficView.totals(analytics), admin.now());
    }

    private ConsoleResponse blank(ConsoleRequest request, Session session, Matcher path) {
        return form(session, 200, FormState.of(Map.of("verifyToken", suggestion())));
    }

    private ConsoleResponse form(Session session, int status, FormState inputs) {
        return templates.page(
                new Page(status, "newClient", "Add a client", "clients"), session, Map.of("inputs", inputs));
    }

    private ConsoleResponse add(ConsoleRequest request, Session session, Matcher path) {
        ObjectNode body = filled(request, NEW);
        request.filled("replayUnrouted").ifPresent(it -> body.put("replayUnrouted", true));
        String verify = request.filled("verify").isPresent() ? "true" : "";
        return switch (admin.post(INTEGRATIONS, AdminClient.object("verify", verify), body)) {
            case Answer.Refusal(Problem problem) ->
                form(session, problem.status(), AdminClient.explain(FormState.of(shown(request)), problem));
            case Answer.Nothing() -> ConsoleResponse.goTo("/console");
            case Answer.Content made -> {
                String token = body.path("verifyToken").asString("");
                String replayed = made.body().path("replayedUnrouted").asInt(0) > 0
                        ? " %d events that came before are routed now."
                                .formatted(made.body().path("replayedUnrouted").asInt(0))
                        : "";
                session.say("Added. Paste the callback URL and this verify token into Meta's console: " + token + "."
                        + replayed);
                yield ConsoleResponse.goTo(
                        "/console/clients/" + made.body().path("id").asString(""));
            }
        };
    }

    private ConsoleResponse turn(ConsoleRequest request, Session session, Matcher path) {
        String status = request.filled("status").orElse("");
        refusal(admin.patch(INTEGRATIONS + "/" + path.group(1), AdminClient.object("status", status), Optional.empty()))
                .ifPresentOrElse(
                        problem -> session.complain(problem.title() + ". " + problem.detail()),
                        () -> session.say("The integration is " + status + " now."));
        return ConsoleResponse.goTo("/console/clients/" + path.group(1));
    }

    private ConsoleResponse shake(ConsoleRequest request, Session session, Matcher path) {
        Optional<String> token = request.filled("verifyToken");
        if (token.isEmpty()) {
            FormState inputs = FormState.EMPTY.with(Map.of("verifyToken", "is missing"), "");
            return show(session, path.group(1), 400, inputs, Optional.empty());
        }
        String url = admin.read(INTEGRATIONS + "/" + path.group(1))
                .path("webhookUrl")
                .asString("");
        HandshakeCheck.Result result = handshakes.shake(url, token.get());
        return show(session, path.group(1), 200, FormState.EMPTY, Optional.of(result));
    }

    private static Optional<Problem> refusal(Answer answer) {
        return answer instanceof Answer.Refusal(Problem problem) ? Optional.of(problem) : Optional.empty();
    }

    private static ObjectNode filled(ConsoleRequest request, List<String> names) {
        ObjectNode body = Json.object();
        names.forEach(name -> request.filled(name).ifPresent(text -> body.put(name, text)));
        return body;
    }

    /** What goes back into a form that was refused: no access token and no key, which would stand in the page. */
    private static Map<String, String> shown(ConsoleRequest request) {
        Map<String, String> values = new HashMap<>();
        for (String name : SHOWN_AGAIN) {
            request.filled(name).ifPresent(text -> values.put(name, text));
        }
        return values;
    }

    private String suggestion() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
