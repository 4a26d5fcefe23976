package org.wahook.worker;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.telemetry.Logging;
import org.wahook.shared.topology.Topology;

/** Declares everything once, with a user that may, for services whose users may not. Doing it again changes nothing. */
final class DeclareCommand {

    private DeclareCommand() {}

    private record Plan(RabbitUrls rabbit, Topology topology) {}

    /** The exit code: 0, or 64 for a bad configuration, or 1 where RabbitMQ refused or could not be asked. */
    static int run(Environment environment, PrintStream out, PrintStream err) {
        Logging.configure("text", "warn");
        Optional<Plan> plan = CommandLine.configure(environment, DeclareCommand::plan, err);
        return plan.map(found -> declare(found, out, err)).orElse(BadConfigurationException.EXIT_CODE);
    }

    private static Plan plan(Environment environment) {
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        return environment.complete(() -> new Plan(rabbit.get(), new Topology(lanes.get(), ladder.get())));
    }

    private static int declare(Plan plan, PrintStream out, PrintStream err) {
        try {
            plan.topology().declareAt(plan.rabbit());
            out.printf(
                    "%d queues and their exchanges are there%n",
                    plan.topology().queues().size());
            return 0;
        } catch (IOException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            err.println("Not declared: " + cause.getMessage());
            return 1;
        }
    }
}
