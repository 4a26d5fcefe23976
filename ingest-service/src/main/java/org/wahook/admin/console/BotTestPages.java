package org.wahook.admin.console;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.admin.bot.BotTestResult;
import org.wahook.admin.console.view.BotTestView;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.integration.Integration;
import org.wahook.admin.rest.Problem;

/** "Test the bot" on the page of a client. It waits for the bot, and holds nothing of anybody else's meanwhile. */
final class BotTestPages {

    private final ConsoleOperations admin;
    private final ClientPages clients;

    BotTestPages(ConsoleOperations admin, ClientPages clients) {
        this.admin = admin;
        this.clients = clients;
    }

    ConsoleResponse test(ConsoleRequest request, Session session) {
        Integration integration = clients.find(request);
        String text = request.filled("text").orElse("").replace("\r\n", "\n");
        FormState typed = FormState.of(Map.of("text", text));
        Function<Problem, ConsoleResponse> refused = problem -> clients.show(
                session, integration, problem.status(), ClientPages.Results.of(ConsoleForms.explain(typed, problem)));
        return admin.change(
                admin.operations().botTests().parse(ConsoleForms.fields("text", text)),
                (operations, words) -> switch (operations.botTests().test(integration.chatbotId(), words)) {
                    case BotTestResult.Tested(var report) ->
                        clients.show(
                                session,
                                integration,
                                200,
                                new ClientPages.Results(typed, Optional.empty(), Optional.of(BotTestView.of(report))));
                    case BotTestResult.NotTested result -> refused.apply(result.problem());
                },
                refused);
    }
}
