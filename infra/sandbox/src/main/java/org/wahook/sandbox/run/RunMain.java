package org.wahook.sandbox.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.telemetry.Logging;
import org.wahook.sandbox.phone.Phone;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.process.AtExit;

/** {@code ./dev run}: start, seed, one message to each client, the transcript, where to look, and up until Ctrl-C. */
public final class RunMain {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final List<DemoClient> CLIENTS = List.of(DemoClient.SHOP, DemoClient.SUPPORT);

    private final PrintStream out = System.out;
    private final ProgressOutput steps = new ProgressOutput(out);
    private final RunOptions options;
    private final Path home;
    private final ShutdownSequence ending;

    private RunMain(RunOptions options, Path home, ShutdownSequence ending) {
        this.options = options;
        this.home = home;
        this.ending = ending;
    }

    public static void main(String[] words) {
        try {
            RunOptions options = RunOptions.parse(words);
            if (options.help()) {
                System.out.println(RunOptions.USAGE);
                return;
            }
            // The simulated world's own warnings, and Testcontainers' ones.
            Logging.configure("text", "warn");
            Path home = Path.of(System.getProperty("wahook.home", ""))
                    .toAbsolutePath()
                    .normalize();
            new RunMain(options, home, ShutdownSequence.prepare(System.out)).run();
        } catch (IllegalArgumentException e) {
            System.err.printf("dev run: %s%n%n%s%n", e.getMessage(), RunOptions.USAGE);
            System.exit(BadConfigurationException.EXIT_CODE);
        }
    }

    private void run() {
        RunFolder folder = RunFolder.claim(home);
        try {
            ending.exit(run(folder));
        } catch (RuntimeException | AssertionError e) {
            // What fails while the closing goes on fails because of it.
            if (!AtExit.isEnding()) {
                System.err.printf("%ndev run: %s%n", FailureText.of(e));
                System.err.printf("The whole of it: %s%n", folder.write("failure.log", stackTrace(e)));
                ending.exit(1);
            }
        }
    }

    private int run(RunFolder folder) {
        RunningSystem system = RunningSystem.start(home, folder, steps);
        steps.run(
                "adding the demo clients with plain SQL",
                () -> new Seed(system.postgres().url()).plant(options.numbers()));
        List<FirstMessageResult> exchanges = steps.call(
                "a handshake and a first message for each",
                () -> new FirstMessages(system.peers(), CLIENTS).exchange());
        new TranscriptPage(out).print(exchanges);
        boolean fine = exchanges.stream().allMatch(FirstMessageResult::fine);
        ending.announce();
        if (options.once()) {
            return fine ? 0 : 1;
        }
        Phone phone = DemoPhone.start(system, DemoClient.ALL);
        RunFile.in(folder.path()).write(system.variables());
        new WhereToLook(out, system, folder, phone.url()).print(SampleWebhooks.writeTo(folder));
        system.meta().whenSent(this::show);
        // Until a signal; or until one of the services ends, which it should not.
        throw system.end().join();
    }

    private void show(SentMessage sent) {
        out.printf(
                "%s  number %s to %s: %s%n",
                LocalTime.now(ZoneId.systemDefault()).format(CLOCK),
                sent.phoneNumberId(),
                Masking.phone(sent.contactId()),
                sent.text().replace('\n', ' '));
    }

    private static byte[] stackTrace(Throwable failure) {
        try (StringWriter text = new StringWriter();
                PrintWriter printer = new PrintWriter(text)) {
            failure.printStackTrace(printer);
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
