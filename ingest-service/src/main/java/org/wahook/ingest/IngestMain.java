package org.wahook.ingest;

import java.util.List;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.Environment;
import org.wahook.platform.process.ServiceProcess;
import org.wahook.platform.telemetry.Logging;

/** The process: {@code --help}, a configuration, the app, and an orderly end on SIGTERM. */
public final class IngestMain {

    private static final String USAGE = "ingest-service takes Meta's WhatsApp webhooks and answers 200 once RabbitMQ"
            + " has confirmed them.\nIt is configured by its environment. With ADMIN_API_TOKEN it serves admin API and console"
            + " too, on a listener of their own.\nA first argument does something else instead:\n"
            + "  admin       serve admin API and console alone, without a public listener: ADMIN_API_TOKEN is required,\n"
            + "              FACEBOOK_APP_SECRET, HOST, PORT, MAX_BODY_BYTES and PUBLISH_TIMEOUT are not used\n"
            + "  re-encrypt  encrypt all stored secrets with the first of ENCRYPTION_KEYS; needs DATABASE_URL and"
            + " ENCRYPTION_KEYS alone";

    private IngestMain() {}

    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        if (arguments.equals(List.of("--help")) || arguments.equals(List.of("admin", "--help"))) {
            CommandLine.printHelp(USAGE, IngestSettings.all(), System.out);
            return;
        }
        if (args.length == 1 && args[0].equals("re-encrypt")) {
            Logging.configure("text", "warn");
            System.exit(ReEncryptCommand.run(Environment.ofProcess(), System.out, System.err));
        }
        boolean adminAlone = arguments.equals(List.of("admin"));
        if (!arguments.isEmpty() && !adminAlone) {
            System.err.println("Unknown arguments: ingest-service takes none but --help, admin and re-encrypt.");
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        if (adminAlone) {
            ServiceProcess.run(IngestMain.class, IngestConfig::readForAdmin, AdminApp::start);
        } else {
            ServiceProcess.run(IngestMain.class, IngestConfig::read, IngestApp::start);
        }
    }
}
