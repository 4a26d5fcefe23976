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
import org.wahook.ingest.console.view.Frame;
import org.wahook.ingest.console.view.Inputs;
import org.wahook.ingest.console.view.Traffic;
import org.wahook.shared.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The clients: how they are doing, what to paste into Meta's console, and the forms to add and change them. */
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
    private static final List<String> CHANGEABLE =
            List.of("businessAccountId", "webhookUrl", "verifyToken", "accessToken");

    /** In a form that was refused. */
    private static final List<String> SHOWN_AGAIN = List.of(
            "chatbotId",
            "chatbotName",
            "phoneNumberId",
            "businessAccountId",
            "webhookUrl",
            "verifyToken",
            "version",
            "verify");

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
                Route.get("/clients/" + ID + "/edit", this::edit),
                Route.post("/clients/" + ID + "/edit", this::change),
                Route.post("/clients/" + ID + "/status", this::turn),
                Route.post("/clients/" + ID + "/handshake", this::shake));
    }

    private Reply list(Visit visit, Session session, Matcher path) {
        JsonNode integrations = desk.read(
                INTEGRATIONS, "limit", MOST, "cursor", visit.asked("cursor").orElse(""));
        JsonNode health = desk.read("/api/v1/health/accounts", "limit", MOST);
        JsonNode analytics = desk.read("/api/v1/analytics/messages");
        return templates.page(
                Page.of("clients", "Clients", "clients"),
                session,
                Map.of(
                        "clients",
                        Client.list(integrations, health, analytics, desk.now()),
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
        JsonNode health = desk.read("/api/v1/health/accounts", "chatbotId", chatbotId, "limit", MOST);
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

    private Reply edit(Visit visit, Session session, Matcher path) {
        Answer.Content found = desk.readWithVersion(INTEGRATIONS + "/" + path.group(1));
        Map<String, String> values = Map.of(
                "businessAccountId", found.body().path("businessAccountId").asString(""),
                "webhookUrl", found.body().path("webhookUrl").asString(""),
                "chatbotName", found.body().path("chatbotName").asString(""),
                "version", found.headers().getOrDefault("ETag", ""));
        return editForm(session, path.group(1), 200, Inputs.of(values));
    }

    private Reply editForm(Session session, String id, int status, Inputs inputs) {
        return templates.page(
                new Page(status, "editClient", "Change a client", "clients"),
                session,
                Map.of("client", client(id), "inputs", inputs));
    }

    /** The chatbot's own name and key first: where they are refused, the integration stays as it is. */
    private Reply change(Visit visit, Session session, Matcher path) {
        String id = path.group(1);
        Client before = client(id);
        ObjectNode chatbot = Json.object();
        visit.filled("chatbotName")
                .filter(name -> !name.equals(before.chatbotName()))
                .ifPresent(name -> chatbot.put("name", name));
        visit.filled("apiKey").ifPresent(key -> chatbot.put("apiKey", key));
        ObjectNode body = filled(visit, CHANGEABLE);
        Optional<Problem> problem = Optional.<Problem>empty()
                .or(() -> chatbot.isEmpty()
                        ? Optional.empty()
                        : refusal(desk.put("/api/v1/chatbots/" + Frame.inUrl(before.chatbotId()), chatbot)))
                .or(() -> body.isEmpty()
                        ? Optional.empty()
                        : refusal(desk.patch(INTEGRATIONS + "/" + id, body, visit.filled("version"))));
        if (problem.isPresent()) {
            Inputs inputs = Inputs.of(shown(visit));
            return editForm(session, id, problem.get().status(), Desk.explain(inputs, problem.get()));
        }
        session.say("Changed. Running services know it within two seconds.");
        return Reply.goTo("/console/clients/" + id);
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
