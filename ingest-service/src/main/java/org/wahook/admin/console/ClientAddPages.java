package org.wahook.admin.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.integration.ConnectedIntegration;
import org.wahook.admin.integration.IntegrationCreation;
import org.wahook.admin.integration.IntegrationOperations.CreateRequest;
import org.wahook.admin.integration.NewIntegration;
import org.wahook.admin.rest.Problem;
import tools.jackson.databind.node.ObjectNode;

/** The form to add a client. */
final class ClientAddPages {

    private static final int TOKEN_BYTES = 18;

    private static final List<String> TEXTS = List.of(
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

    private final ConsoleOperations admin;
    private final Templates templates;
    private final SecureRandom random = new SecureRandom();

    ClientAddPages(ConsoleOperations admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    ConsoleResponse blank(ConsoleRequest request, Session session) {
        return form(session, 200, FormState.of(Map.of("verifyToken", suggestion())));
    }

    private ConsoleResponse form(Session session, int status, FormState inputs) {
        return templates.page(
                new Page(status, "newClient", "Add a client", "clients"), session, Map.of("inputs", inputs));
    }

    ConsoleResponse add(ConsoleRequest request, Session session) {
        ObjectNode fields = ConsoleForms.filled(request, TEXTS);
        request.filled("replayUnrouted").ifPresent(it -> fields.put("replayUnrouted", true));
        boolean verify = request.filled("verify").isPresent();
        Function<Problem, ConsoleResponse> refused =
                problem -> form(session, problem.status(), ConsoleForms.explain(FormState.of(shown(request)), problem));
        return admin.change(
                NewIntegration.read(fields),
                (operations, wanted) -> switch (operations
                        .integrations()
                        .create(new CreateRequest(wanted, verify, Optional.empty()))) {
                    case IntegrationCreation.Created(ConnectedIntegration made) -> added(session, made, wanted);
                    case IntegrationCreation.Repeated(ConnectedIntegration same) -> added(session, same, wanted);
                    case IntegrationCreation.NotCreated result -> refused.apply(result.problem());
                },
                refused);
    }

    private static ConsoleResponse added(Session session, ConnectedIntegration made, NewIntegration wanted) {
        String replayed =
                made.replayed() > 0 ? " %d events that came before are routed now.".formatted(made.replayed()) : "";
        session.say("Added. Paste the callback URL and this verify token into Meta's console: " + wanted.verifyToken()
                + "." + replayed);
        return ConsoleResponse.goTo("/console/clients/" + made.integration().id());
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
