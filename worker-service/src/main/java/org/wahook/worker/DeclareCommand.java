package org.wahook.worker;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.wahook.platform.broker.ManagementClient;
import org.wahook.platform.broker.QueueMembers;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.ManagementUrl;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.telemetry.Logging;
import org.wahook.shared.topology.Topology;

/**
 * Declares everything once, with a user that may, for services whose users may not; doing it again changes nothing. Then
 * makes sure that each queue has its members, as far as {@code RABBITMQ_MANAGEMENT_URL} lets it know.
 */
final class DeclareCommand {

    private static final Duration POLL = Duration.ofSeconds(2);

    private final Plan plan;
    private final PrintStream out;
    private final PrintStream err;

    private DeclareCommand(Plan plan, PrintStream out, PrintStream err) {
        this.plan = plan;
        this.out = out;
        this.err = err;
    }

    /**
     * What is to be done.
     *
     * @param wanted members of each queue; without a value as many as the cluster has nodes
     * @param patience how long to wait for members, which RabbitMQ adds one after the other
     */
    private record Plan(
            RabbitUrls rabbit,
            Topology topology,
            Optional<ManagementUrl> management,
            Optional<Integer> wanted,
            Duration patience) {}

    /** The exit code: 0, or 64 for a bad configuration, or 1 where RabbitMQ refused, could not be asked, or lacks members. */
    static int run(Environment environment, PrintStream out, PrintStream err) {
        Logging.configure("text", "warn");
        Optional<Plan> plan = CommandLine.configure(environment, DeclareCommand::plan, err);
        return plan.map(found -> new DeclareCommand(found, out, err).declare())
                .orElse(BadConfigurationException.EXIT_CODE);
    }

    private static Plan plan(Environment environment) {
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        var management = environment.readOptional(CommonSettings.RABBITMQ_MANAGEMENT_URL);
        var wanted = environment.readOptional(WorkerSettings.QUEUE_MEMBERS);
        var patience = environment.read(WorkerSettings.QUEUE_MEMBERS_WAIT);
        return environment.complete(() -> new Plan(
                rabbit.get(), new Topology(lanes.get(), ladder.get()), management.get(), wanted.get(), patience.get()));
    }

    private int declare() {
        try {
            plan.topology().declareAt(plan.rabbit());
            out.printf("%d queues and their exchanges are there%n", queues().size());
            return plan.management().map(this::checkMembers).orElseGet(this::membersUnknown);
        } catch (IOException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            err.println("Not declared: " + cause.getMessage());
            return 1;
        }
    }

    private List<String> queues() {
        return plan.topology().queueNames();
    }

    private int membersUnknown() {
        out.println("How many members they have is not known: RABBITMQ_MANAGEMENT_URL is not set");
        return 0;
    }

    private int checkMembers(ManagementUrl url) {
        try (ManagementClient management = new ManagementClient(url)) {
            return checkMembers(management);
        } catch (IOException e) {
            err.println("How many members the queues have can't be told: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int checkMembers(ManagementClient management) throws IOException, InterruptedException {
        long end = System.nanoTime() + plan.patience().toNanos();
        while (true) {
            QueueMembers members = management.queueMembers(plan.rabbit().virtualHost());
            int wanted = plan.wanted().orElse(members.nodes());
            Map<String, Integer> few = members.fewerThan(wanted, queues());
            if (few.isEmpty()) {
                out.printf(
                        "Each has %d member(s) or more; RabbitMQ has %d node(s)%n",
                        members.fewest(queues()), members.nodes());
                return 0;
            }
            if (System.nanoTime() - end > 0) {
                return tooFew(members, wanted, few);
            }
            Thread.sleep(POLL);
        }
    }

    private int tooFew(QueueMembers members, int wanted, Map<String, Integer> few) {
        String listed = few.entrySet().stream()
                .map(queue -> "%s (%d)".formatted(queue.getKey(), queue.getValue()))
                .collect(Collectors.joining(", "));
        err.printf(
                "%d of %d queues have fewer than %d members: %s. RabbitMQ has %d node(s). Start all nodes; where RabbitMQ"
                        + " adds no members by itself: rabbitmq-queues grow NODE all%n",
                few.size(), queues().size(), wanted, listed, members.nodes());
        return 1;
    }
}
