package org.wahook.sandbox.run;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Setting;
import org.wahook.platform.telemetry.Logging;
import org.wahook.sandbox.phone.Phone;
import org.wahook.sandbox.phone.SimulatedPeers;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.responder.SimulatedResponseApi;

/**
 * The world around services that run elsewhere, in containers for one: simulated Meta and response API, the two demo
 * clients, and a first message for each. Up until SIGTERM.
 */
public final class DemoMain {

    private static final List<String> NEEDED =
            List.of("DATABASE_URL", "RABBITMQ_URL", "WEBHOOK_URL", "FACEBOOK_APP_SECRET");
    private static final int GRAPH_PORT = 8090;
    private static final int RESPONSE_API_PORT = 8091;
    private static final int MANAGEMENT_PORT = 9080;
    private static final int PHONE_PORT = 8082;
    private static final Duration BETWEEN_STATUSES = Duration.ofMillis(400);

    private final PrintStream out = System.out;
    private final Map<String, String> environment;
    private volatile boolean seeded;

    private DemoMain(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] words) throws InterruptedException {
        Optional<Map<String, String>> environment =
                CommandLine.configure(Environment.ofProcess(), DemoMain::read, System.err);
        if (environment.isEmpty()) {
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        Logging.configure("text", "warn");
        ShutdownSequence ending = ShutdownSequence.prepare(System.out);
        try {
            new DemoMain(environment.orElse(Map.of())).run();
        } catch (RuntimeException e) {
            if (!AtExit.isEnding()) {
                System.err.println("demo: " + FailureText.of(e));
                ending.exit(1);
            }
        }
    }

    private static Map<String, String> read(Environment environment) {
        Map<String, Environment.Value<String>> values = new LinkedHashMap<>();
        NEEDED.forEach(name ->
                values.put(name, environment.read(Setting.required(name, "a value", "what the demo needs", t -> t))));
        return environment.complete(() -> {
            Map<String, String> texts = new LinkedHashMap<>();
            values.forEach((name, value) -> texts.put(name, value.get()));
            return texts;
        });
    }

    private void run() throws InterruptedException {
        String webhookUrl = variable("WEBHOOK_URL");
        String appSecret = variable("FACEBOOK_APP_SECRET");
        SimulatedMeta meta = SimulatedMeta.startForOthers(GRAPH_PORT);
        SimulatedResponseApi responseApi = SimulatedResponseApi.startForOthers(RESPONSE_API_PORT);
        CannedAnswers answers = new CannedAnswers(Waiter.NO_PHOTO);
        responseApi.answer(answers::answer);
        meta.sendStatusesTo(new WebhookSender(webhookUrl, appSecret), StatusPlan.sentDeliveredRead(BETWEEN_STATUSES));
        LocalHttpServer.startForOthers(MANAGEMENT_PORT, this::health);

        new Seed(variable("DATABASE_URL")).plant(List.of());
        seeded = true;
        FirstMessages.World peers = new FirstMessages.World(webhookUrl, appSecret, meta, () -> {});
        List<FirstMessageResult> exchanges =
                new FirstMessages(peers, List.of(DemoClient.SHOP, DemoClient.SUPPORT)).exchange();
        new TranscriptPage(out).print(exchanges);
        out.println();
        out.println(
                exchanges.stream().allMatch(FirstMessageResult::fine)
                        ? "Both clients were answered. Further replies that reach the Graph API are shown here."
                        : "NOT ALL WAS ANSWERED: see the log of worker-service.");
        meta.whenSent(this::show);
        Phone phone = Phone.startForOthers(
                new SimulatedPeers(
                        meta,
                        responseApi,
                        new WebhookSender(webhookUrl, appSecret),
                        answers::answer,
                        variable("DATABASE_URL"),
                        variable("RABBITMQ_URL"),
                        DemoClient.ALL.stream().map(DemoPhone::entry).toList(),
                        Optional.empty()),
                PHONE_PORT);
        AtExit.close(phone);
        out.println("The phone, to write as a customer: port " + PHONE_PORT + " of this container.");
        new CountDownLatch(1).await();
    }

    private void show(SentMessage sent) {
        out.printf(
                "number %s to %s: %s%n",
                sent.phoneNumberId(),
                Masking.phone(sent.contactId()),
                sent.text().replace('\n', ' '));
    }

    /** Healthy once the clients are there: whoever waits for that can send webhooks of their own. */
    private void health(HttpExchange exchange) throws IOException {
        try {
            SimulatedAnswer.json(seeded ? 200 : 503, "{\"seeded\":%s}".formatted(seeded))
                    .give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
