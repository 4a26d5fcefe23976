package org.wahook.ingest.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.ingest.console.Console.Route;
import org.wahook.ingest.console.Templates.Page;
import org.wahook.ingest.console.view.Client;
import org.wahook.ingest.console.view.Inputs;
import org.wahook.ingest.console.view.Traffic;
import org.wahook.ingest.handshake.HandshakeCheck;
import org.wahook.shared.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The clients: how they are doing, what to paste into Meta's console, and the form to add one. */
final class ClientPages {

    private static final String INTEGRATIONS = "/api/v1/whatsapp/integration";
    private static final String ID = "([0-9a-f-]{36})";
    private static final String MOST = "200";
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
            "chatbotId", "chatbotName", "phoneNumberId", "businessAccountId", "webhookUrl", "verifyToken", "verify");

    private final Desk desk;
    private final Templates templates;
    private final HandshakeCheck handshakes;
    private final SecureRandom random = new SecureRandom();

    ClientPages(Desk desk, Templates templates, HandshakeCheck handshakes) {
        this.desk = desk;
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

    private Reply list(Visit visit, Session session, Matcher path) {
        String cursor = visit.asked("cursor").orElse("");
        JsonNode integrations = desk.read(INTEGRATIONS, "limit", MOST, "cursor", cursor);
        // In the same order and with the same cursors, so that this is the health of the same clients.
        JsonNode health = desk.read("/api/v1/health/accounts", "limit", MOST, "cursor", cursor);
        JsonNode analytics = desk.read("/api/v1/analytics/messages");
        return templates.page(
                Page.of("clients", "Clients", "clients"),
                session,
                Map.of(
                        "clients",
                        Client.list(integrations, health, analytics, desk.now()),
                        "cursor",
                        cursor,
                        "next",
                        integrations.path("nextCursor").asString("")));
    }

    private Reply show(Visit visit, Session session, Matcher path) {
        return show(session, path.group(1), 200, Inputs.EMPTY, Optional.empty());
    }

    private Reply show(
            Session session, String id, int status, Inputs inputs, Optional<HandshakeCheck.Result> handshake) {
        Client client = client(id);
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

    private Client client(String id) {
        JsonNode integration = desk.read(INTEGRATIONS + "/" + id);
        String chatbotId = integration.path("chatbotId").asString("");
        JsonNode health = desk.readAll("/api/v1/health/accounts", "chatbotId", chatbotId);
        JsonNode analytics = desk.read("/api/v1/analytics/messages", "chatbotId", chatbotId);
        return Client.of(integration, Client.healthOf(health, integration), Traffic.totals(analytics), desk.now());
    }

    private Reply blank(Visit visit, Session session, Matcher path) {
        return form(session, 200, Inputs.of(Map.of("verifyToken", suggestion())));
    }

    private Reply form(Session session, int status, Inputs inputs) {
        return templates.page(
                new Page(status, "newClient", "Add a client", "clients"), session, Map.of("inputs", inputs));
    }

    private Reply add(Visit visit, Session session, Matcher path) {
        ObjectNode body = filled(visit, NEW);
        String verify = visit.filled("verify").isPresent() ? "true" : "";
        return switch (desk.post(INTEGRATIONS, Desk.object("verify", verify), body)) {
            case Answer.Refusal(Problem problem) ->
                form(session, problem.status(), Desk.explain(Inputs.of(shown(visit)), problem));
            case Answer.Nothing() -> Reply.goTo("/console");
            case Answer.Content made -> {
                String token = body.path("verifyToken").asString("");
                session.say("Added. Paste the callback URL and this verify token into Meta's console: " + token);
                yield Reply.goTo("/console/clients/" + made.body().path("id").asString(""));
            }
        };
    }

    private Reply turn(Visit visit, Session session, Matcher path) {
        String status = visit.filled("status").orElse("");
        refusal(desk.patch(INTEGRATIONS + "/" + path.group(1), Desk.object("status", status), Optional.empty()))
                .ifPresentOrElse(
                        problem -> session.complain(problem.title() + ". " + problem.detail()),
                        () -> session.say("The integration is " + status + " now."));
        return Reply.goTo("/console/clients/" + path.group(1));
    }

    private Reply shake(Visit visit, Session session, Matcher path) {
        Optional<String> token = visit.filled("verifyToken");
        if (token.isEmpty()) {
            Inputs inputs = Inputs.EMPTY.with(Map.of("verifyToken", "is missing"), "");
            return show(session, path.group(1), 400, inputs, Optional.empty());
        }
        String url =
                desk.read(INTEGRATIONS + "/" + path.group(1)).path("webhookUrl").asString("");
        HandshakeCheck.Result result = handshakes.shake(url, token.get());
        return show(session, path.group(1), 200, Inputs.EMPTY, Optional.of(result));
    }

    private static Optional<Problem> refusal(Answer answer) {
        return answer instanceof Answer.Refusal(Problem problem) ? Optional.of(problem) : Optional.empty();
    }

    private static ObjectNode filled(Visit visit, List<String> names) {
        ObjectNode body = Json.object();
        names.forEach(name -> visit.filled(name).ifPresent(text -> body.put(name, text)));
        return body;
    }

    /** What goes back into a form that was refused: no access token and no key, which would stand in the page. */
    private static Map<String, String> shown(Visit visit) {
        Map<String, String> values = new HashMap<>();
        for (String name : SHOWN_AGAIN) {
            visit.filled(name).ifPresent(text -> values.put(name, text));
        }
        return values;
    }

    private String suggestion() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
