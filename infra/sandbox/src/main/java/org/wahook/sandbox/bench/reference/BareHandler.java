package org.wahook.sandbox.bench.reference;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.bench.load.HttpConnection;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.process.Command;
import org.wahook.testbed.process.ProcessTree;

/**
 * The reference of the HTTP side, as a process of its own: Javalin with a handler that reads the body and answers 200.
 * The load that it takes shows that the load generator can make as much.
 */
public final class BareHandler implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final int port = FreePort.next();
    private final ProcessTree process;

    public BareHandler(Path log) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words = List.of(
                java,
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BareHandler.class.getName(),
                String.valueOf(port));
        process = ProcessTree.of(new Command(words, Map.of()).start(log));
        AtExit.close(this);
        Deadline.eventually(START_LIMIT, "the bare handler listens", this::listens);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/webhook");
    }

    private boolean listens() {
        try (HttpConnection _ = new HttpConnection(url())) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
        AtExit.forget(this);
    }

    /** The process itself; its argument is the port. */
    public static void main(String[] arguments) {
        javalin().start("127.0.0.1", Integer.parseInt(arguments[0]));
    }

    /** Not started yet. */
    public static Javalin javalin() {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.post("/webhook", context -> {
                context.bodyAsBytes();
                context.status(200);
            });
        });
    }
}
