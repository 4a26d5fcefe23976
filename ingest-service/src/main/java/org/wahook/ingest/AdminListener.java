package org.wahook.ingest;

import java.util.function.IntSupplier;
import org.wahook.admin.AdminApi;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.AdminRoutes;
import org.wahook.admin.console.ConsoleRoutes;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.graph.GraphClient;
import org.wahook.http.HttpListener;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.database.Database;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.deadletter.DeadLetterCatalog;

/** The listener of admin API and console with what they work with, the same beside the webhook and alone. */
final class AdminListener {

    private AdminListener() {}

    /** @param webhookPort of this process: the test of a handshake may go there without TLS; -1 where there is none */
    static HttpListener open(
            IngestConfig config,
            IngestConfig.Admin admin,
            Database database,
            ConfirmingPublisher publisher,
            IntSupplier webhookPort,
            CloseStack closeStack) {
        GraphClient graph = closeStack.add(
                new GraphClient(config.graph().baseUrl(), config.graph().version()));
        DeadLetterCatalog deadLetters =
                closeStack.add(DeadLetterCatalog.withIndex(config.rabbit(), config.topology(), database));
        DeadLetterOperations letters = new DeadLetterOperations(deadLetters);
        AdminApi api = new AdminApi(new AdminApi.Neighbours(
                database.jdbi(),
                Encryption.with(config.encryptionKeys()),
                letters,
                new WakeUps(publisher, config.topology()),
                graph,
                config.fallbackVerifyToken()));
        AdminOperations operations = new AdminOperations(api.endpoints(), database::problem);
        QueueDepths queues = closeStack.add(new QueueDepths(config.rabbit(), config.topology()));
        AdminRoutes routes = new AdminRoutes(admin.token(), operations, ConsoleRoutes::isAt);
        ConsoleRoutes console = new ConsoleRoutes(admin.token(), operations, letters, queues, webhookPort);
        return closeStack.add(HttpListener.start("admin", admin.listen(), config.stopLimit(), all -> {
            routes.addTo(all);
            console.addTo(all);
        }));
    }
}
