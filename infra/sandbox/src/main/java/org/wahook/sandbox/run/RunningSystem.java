package org.wahook.sandbox.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.wahook.sandbox.phone.PhoneFile;
import org.wahook.sandbox.phone.PictureServer;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.ServiceFailedException;
import org.wahook.sandbox.process.ServiceJar;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.testbed.transcription.SimulatedTranscription;

/** Everything that is up: the two services from their jars, what they need, and the simulated peers around them. */
record RunningSystem(
        Ports ports,
        Secrets secrets,
        TestPostgres postgres,
        TestRabbit rabbit,
        SimulatedMeta meta,
        SimulatedResponseApi responseApi,
        CannedAnswers answers,
        SupervisedService ingest,
        SupervisedService worker) {

    private static final Duration READY_LIMIT = Duration.ofMinutes(1);
    private static final Duration BETWEEN_STATUSES = Duration.ofMillis(400);

    /** @param home the checkout, whose jars are run */
    static RunningSystem start(Path home, RunFolder folder, ProgressOutput steps) {
        Ports ports = Ports.choose();
        Secrets secrets = Secrets.make();
        Servers servers = steps.call("starting PostgreSQL and RabbitMQ", Servers::start);
        SimulatedMeta meta = SimulatedMeta.start();
        SimulatedResponseApi responseApi = SimulatedResponseApi.start();
        PictureServer pictures = PictureServer.start();
        CannedAnswers answers = new CannedAnswers(pictures.url());
        responseApi.answer(answers::answer);
        SimulatedTranscription transcription = SimulatedTranscription.start();
        transcription.answer(heard -> SimulatedTranscription.text(
                PhoneFile.wordsOf(heard.file().bytes()).orElse("")));
        meta.sendStatusesTo(
                new WebhookSender(ports.webhookUrl(), secrets.app()), StatusPlan.sentDeliveredRead(BETWEEN_STATUSES));

        ServiceEnvironment environment = new ServiceEnvironment(
                servers.postgres().url(), servers.rabbit().url(), meta.baseUrl(), pictures.authorityPem());

        return steps.call("starting ingest-service and worker-service", () -> {
            // Closed in reverse: ingest first, so that the worker can finish what it has taken.
            LaunchedService worker = start(
                    "worker-service",
                    home,
                    folder,
                    environment.worker(ports, responseApi.baseUrl(), transcription.baseUrl()));
            LaunchedService ingest = start("ingest-service", home, folder, environment.ingest(ports, secrets));
            worker.awaitReady(READY_LIMIT);
            ingest.awaitReady(READY_LIMIT);
            return new RunningSystem(
                    ports,
                    secrets,
                    servers.postgres(),
                    servers.rabbit(),
                    meta,
                    responseApi,
                    answers,
                    new SupervisedService(ingest),
                    new SupervisedService(worker));
        });
    }

    String webhookUrl() {
        return ports.webhookUrl();
    }

    /** Signs and posts as Meta does. */
    WebhookSender sender() {
        return new WebhookSender(webhookUrl(), secrets.app());
    }

    /** What the first messages go through. */
    FirstMessages.World peers() {
        return new FirstMessages.World(webhookUrl(), secrets.app(), meta, this::checkAlive);
    }

    /** Completes when one of the services is gone that nobody has killed on purpose. */
    CompletableFuture<ServiceFailedException> end() {
        return CompletableFuture.anyOf(ingest.end(), worker.end()).thenApply(ServiceFailedException.class::cast);
    }

    /** @throws ServiceFailedException when one of the services is gone */
    void checkAlive() {
        ServiceFailedException failure = end().getNow(null);
        if (failure != null) {
            throw failure;
        }
    }

    /** What another program must know to reach it. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(RunFile.WEBHOOK_URL, webhookUrl());
        variables.put(RunFile.FACEBOOK_APP_SECRET, secrets.app());
        variables.put("WHATSAPP_VERIFY_TOKEN", secrets.fallbackVerifyToken());
        variables.put("ADMIN_URL", ports.adminUrl());
        variables.put("ADMIN_API_TOKEN", secrets.adminToken());
        variables.put("INGEST_MANAGEMENT_URL", ingest.service().managementUrl());
        variables.put("WORKER_MANAGEMENT_URL", worker.service().managementUrl());
        variables.put("DATABASE_URL", postgres.url());
        variables.put("RABBITMQ_URL", rabbit.url());
        variables.put("RABBITMQ_MANAGEMENT_URL", rabbit.managementUrl());
        return variables;
    }

    private static LaunchedService start(String name, Path home, RunFolder folder, Map<String, String> environment) {
        return LaunchedService.start(
                ServiceJar.of(name, home, environment, folder.log(name)).copiedTo(folder.path()));
    }
}
