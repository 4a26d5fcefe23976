package org.wahook.admin.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.wahook.admin.console.Console.Route;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.ClientView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.console.view.PageLayout;
import org.wahook.admin.console.view.TrafficView;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form to change a client. It carries the versions that it was made of and what stood in it, so that only what a
 * person has changed is sent, and never over what somebody else changed meanwhile.
 */
final class ClientChangePages {

    private static final String INTEGRATION = "/api/v1/whatsapp/integration/";
    private static final String PATH = "/clients/([0-9a-f-]{36})/edit";
    private static final int STALE = 412;

    /** What can be seen, and so changed by somebody else under one's eyes. */
    private static final List<String> SEEN = List.of("chatbotName", "businessAccountId", "webhookUrl");

    private static final String CHANGED_MEANWHILE = "Somebody else changed this client meanwhile. The form has it as it"
            + " is now, with what you have typed; look at it, and press Change again. Keys and access tokens must be"
            + " pasted again.";

    private final AdminClient admin;
    private final Templates templates;

    ClientChangePages(AdminClient admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(Route.get(PATH, this::edit), Route.post(PATH, this::change));
    }

    /** A client as it is now, with its versions. */
    private record Present(JsonNode integration, String version, String chatbotVersion) {

        String value(String name) {
            return integration.path(name).asString("");
        }

        String chatbotPath() {
            return chatbotPath(integration);
        }

        static String chatbotPath(JsonNode integration) {
            return "/api/v1/chatbots/"
                    + PageLayout.inUrl(integration.path("chatbotId").asString(""));
        }
    }

    /** What a person wants changed; both empty where nothing. */
    private record Wanted(ObjectNode chatbot, ObjectNode integration) {}

    private Present present(String id) {
        Answer.Content integration = admin.readWithVersion(INTEGRATION + id);
        Answer.Content chatbot = admin.readWithVersion(Present.chatbotPath(integration.body()));
        return new Present(integration.body(), etag(integration), etag(chatbot));
    }

    private static String etag(Answer.Content answer) {
        return answer.headers().getOrDefault("ETag", "");
    }

    private ConsoleResponse edit(ConsoleRequest request, Session session, Matcher path) {
        Present now = present(path.group(1));
        return form(session, now, 200, FormState.of(values(request, now)));
    }

    private ConsoleResponse change(ConsoleRequest request, Session session, Matcher path) {
        String id = path.group(1);
        Present now = present(id);
        Wanted wanted = wanted(request, now);
        Optional<Problem> problem =
                isStale(request, now, wanted) ? Optional.of(stale()) : apply(request, id, now, wanted);
        if (problem.isPresent()) {
            Present then = present(id);
            FormState inputs = FormState.of(values(request, then));
            return form(
                    session,
                    then,
                    problem.get().status(),
                    problem.get().status() == STALE
                            ? inputs.with(overtaken(request, then), CHANGED_MEANWHILE)
                            : AdminClient.explain(inputs, problem.get()));
        }
        session.say(
                wanted.chatbot().isEmpty() && wanted.integration().isEmpty()
                        ? "Nothing was changed."
                        : "Changed. Running services know it within two seconds.");
        return ConsoleResponse.goTo("/console/clients/" + id);
    }

    private ConsoleResponse form(Session session, Present now, int status, FormState inputs) {
        ClientView client =
                ClientView.of(now.integration(), MissingNode.getInstance(), List.<TrafficView>of(), admin.now());
        return templates.page(
                new Page(status, "editClient", "Change a client", "clients"),
                session,
                Map.of("client", client, "inputs", inputs));
    }

    private static Wanted wanted(ConsoleRequest request, Present now) {
        ObjectNode chatbot = Json.object();
        ObjectNode integration = Json.object();
        for (String name : SEEN) {
            if (isTyped(request, now, name)) {
                boolean ofChatbot = name.equals("chatbotName");
                (ofChatbot ? chatbot : integration)
                        .put(ofChatbot ? "name" : name, request.given(name).orElse(""));
            }
        }
        request.filled("apiKey").ifPresent(key -> chatbot.put("apiKey", key));
        request.filled("verifyToken").ifPresent(token -> integration.put("verifyToken", token));
        request.filled("accessToken").ifPresent(token -> integration.put("accessToken", token));
        return new Wanted(chatbot, integration);
    }

    /** Whether a person has changed what stood in the field, be it to nothing. */
    private static boolean isTyped(ConsoleRequest request, Present now, String name) {
        String was = request.given("was-" + name).orElseGet(() -> now.value(name));
        return request.given(name).filter(text -> !text.equals(was)).isPresent();
    }

    /** Asked before anything is changed, so that a form is not obeyed by half. */
    private static boolean isStale(ConsoleRequest request, Present now, Wanted wanted) {
        return (!wanted.chatbot().isEmpty() && isOther(request, "chatbotVersion", now.chatbotVersion()))
                || (!wanted.integration().isEmpty() && isOther(request, "version", now.version()));
    }

    private static boolean isOther(ConsoleRequest request, String field, String version) {
        return request.filled(field).filter(seen -> !seen.equals(version)).isPresent();
    }

    private static Problem stale() {
        return Problem.of(STALE, CHANGED_MEANWHILE);
    }

    /** The chatbot's own name and key first: where they are refused, the integration stays as it is. */
    private Optional<Problem> apply(ConsoleRequest request, String id, Present now, Wanted wanted) {
        return Optional.<Problem>empty()
                .or(() -> wanted.chatbot().isEmpty()
                        ? Optional.empty()
                        : refusal(admin.put(now.chatbotPath(), wanted.chatbot(), request.filled("chatbotVersion"))))
                .or(() -> wanted.integration().isEmpty()
                        ? Optional.empty()
                        : refusal(admin.patch(INTEGRATION + id, wanted.integration(), request.filled("version"))));
    }

    private static Optional<Problem> refusal(Answer answer) {
        return answer instanceof Answer.Refusal(Problem problem) ? Optional.of(problem) : Optional.empty();
    }

    /** What a person has typed, and else what is there now. Of secrets the verify token alone is shown again. */
    private static Map<String, String> values(ConsoleRequest request, Present now) {
        Map<String, String> values = new HashMap<>();
        for (String name : SEEN) {
            values.put(name, isTyped(request, now, name) ? request.given(name).orElse("") : now.value(name));
            values.put("was-" + name, now.value(name));
        }
        request.filled("verifyToken").ifPresent(token -> values.put("verifyToken", token));
        values.put("version", now.version());
        values.put("chatbotVersion", now.chatbotVersion());
        return values;
    }

    /** What somebody else has changed since the form was made, field by field. */
    private static Map<String, String> overtaken(ConsoleRequest request, Present now) {
        Map<String, String> others = new HashMap<>();
        for (String name : SEEN) {
            request.given("was-" + name)
                    .filter(was -> !was.equals(now.value(name)))
                    .ifPresent(was -> others.put(
                            name,
                            isTyped(request, now, name)
                                    ? "was changed meanwhile to “%s”".formatted(now.value(name))
                                    : "was changed meanwhile, from “%s”".formatted(was)));
        }
        return others;
    }
}
