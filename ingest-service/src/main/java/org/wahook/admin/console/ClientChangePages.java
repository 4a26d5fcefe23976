package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.chatbot.Chatbot;
import org.wahook.admin.chatbot.ChatbotChange;
import org.wahook.admin.chatbot.ChatbotWriteResult;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.console.view.ClientView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.integration.Integration;
import org.wahook.admin.integration.IntegrationChange;
import org.wahook.admin.integration.IntegrationChangeResult;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Problem;

/** The form to change a client. It never changes what somebody else has changed since it was opened. */
final class ClientChangePages {

    private static final int STALE = 412;

    private static final String CHANGED_MEANWHILE = "Somebody else changed this client meanwhile. The form has it as it"
            + " is now, with what you have typed; look at it, and press Change again. Keys and access tokens must be"
            + " pasted again.";

    private final ConsoleOperations admin;
    private final Templates templates;

    ClientChangePages(ConsoleOperations admin, Templates templates) {
        this.admin = admin;
        this.templates = templates;
    }

    ConsoleResponse edit(ConsoleRequest request, Session session) {
        ClientForm form = form(request);
        return show(session, form, 200, FormState.of(form.values()));
    }

    ConsoleResponse change(ConsoleRequest request, Session session) {
        ClientForm form = form(request);
        Optional<Problem> problem = form.isStale()
                ? Optional.of(Problem.of(STALE, CHANGED_MEANWHILE))
                : admin.refusal(operations -> apply(operations, form));
        if (problem.isPresent()) {
            return refused(session, form(request), problem.get());
        }
        session.say(
                form.chatbotFields().isEmpty() && form.integrationFields().isEmpty()
                        ? "Nothing was changed."
                        : "Changed. Running services know it within two seconds.");
        return ConsoleResponse.goTo("/console/clients/" + form.integration().id());
    }

    private ClientForm form(ConsoleRequest request) {
        UUID id = ClientPages.id(request);
        Integration integration =
                admin.find("integration", it -> it.integrations().find(id));
        Chatbot chatbot = admin.find("chatbot", it -> it.chatbots().find(integration.chatbotId()));
        return new ClientForm(request, integration, chatbot);
    }

    /** @param then the client as it is after the refusal */
    private ConsoleResponse refused(Session session, ClientForm then, Problem problem) {
        FormState inputs = FormState.of(then.values());
        return show(
                session,
                then,
                problem.status(),
                problem.status() == STALE
                        ? inputs.with(then.overtaken(), CHANGED_MEANWHILE)
                        : ConsoleForms.explain(inputs, problem));
    }

    private ConsoleResponse show(Session session, ClientForm form, int status, FormState inputs) {
        ClientView client = ClientView.of(form.integration(), Optional.empty(), List.of(), admin.now());
        return templates.page(
                new Page(status, "editClient", "Change a client", "clients"),
                session,
                Map.of("client", client, "inputs", inputs));
    }

    /** The chatbot's own name and key first: where they are refused, the integration stays as it is. */
    private static Optional<Problem> apply(AdminOperations operations, ClientForm form) {
        return changeChatbot(operations, form).or(() -> changeIntegration(operations, form));
    }

    private static Optional<Problem> changeChatbot(AdminOperations operations, ClientForm form) {
        return form.chatbotFields().isEmpty()
                ? Optional.empty()
                : operations
                        .chatbots()
                        .parse(form.chatbotFields())
                        .fold(change -> write(operations, form, change), Optional::of);
    }

    private static Optional<Problem> write(AdminOperations operations, ClientForm form, ChatbotChange change) {
        IfMatch seen = IfMatch.ofVersion(form.seenVersion("chatbotVersion"));
        return switch (operations.chatbots().write(form.chatbot().id(), change, seen)) {
            case ChatbotWriteResult.Created created -> Optional.empty();
            case ChatbotWriteResult.Changed changed -> Optional.empty();
            case ChatbotWriteResult.NotWritten refused -> Optional.of(refused.problem());
        };
    }

    private static Optional<Problem> changeIntegration(AdminOperations operations, ClientForm form) {
        return form.integrationFields().isEmpty()
                ? Optional.empty()
                : IntegrationChange.read(form.integrationFields())
                        .fold(change -> write(operations, form, change), Optional::of);
    }

    private static Optional<Problem> write(AdminOperations operations, ClientForm form, IntegrationChange change) {
        IfMatch seen = IfMatch.ofVersion(form.seenVersion("version"));
        return switch (operations.integrations().change(form.integration().id(), change, seen)) {
            case IntegrationChangeResult.Changed changed -> Optional.empty();
            case IntegrationChangeResult.NotChanged refused -> Optional.of(refused.problem());
        };
    }
}
