package org.wahook.sandbox.run;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page that stays on the screen while all is up: every URL and log file, and some things to try. */
final class WhereToLook {

    private static final int CONNECT_LIMIT_MS = 1_000;

    private final PrintStream out;
    private final RunningSystem system;
    private final RunFolder folder;
    private final String phoneUrl;

    WhereToLook(PrintStream out, RunningSystem system, RunFolder folder, String phoneUrl) {
        this.out = out;
        this.system = system;
        this.folder = folder;
        this.phoneUrl = phoneUrl;
    }

    private record Row(String what, String where) {}

    void print(Path webhooks) {
        List<Row> rows = rows();
        out.println();
        out.println("Where to look:");
        rows.forEach(row -> out.printf("  %-12s %s%n", row.what(), row.where()));
        out.println();
        out.println("Try, in another terminal:");
        out.printf(
                "  curl '%s?hub.mode=subscribe&hub.verify_token=%s&hub.challenge=42'%n",
                system.webhookUrl(), DemoClient.SHOP.verifyToken());
        out.printf("  ./dev replay %s%s%n", shown(webhooks), replayOptions());
        out.printf("  tail -f %s/*.log%n", shown(folder.path()));
        out.printf("  psql %s -c 'SELECT direction, type, status, text FROM messages ORDER BY id'%n", database());
        out.println();
        out.println("Replies that reach the Graph API are shown here. Ctrl-C stops everything.");
    }

    private List<Row> rows() {
        String ingest = system.ingest().service().managementUrl();
        String worker = system.worker().service().managementUrl();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("phone", phoneUrl + "  (write to the demo clients, misbehave, watch)"));
        rows.add(new Row("webhook", system.webhookUrl()));
        if (adminListens()) {
            rows.add(new Row("console", system.ports().adminUrl() + "/console  (log in with the token below)"));
            rows.add(new Row("admin API", system.ports().adminUrl() + "/api/v1"));
            rows.add(new Row("", "Authorization: Bearer " + system.secrets().adminToken()));
        }
        rows.add(new Row(
                "RabbitMQ",
                "%s  (user %s, password %s)"
                        .formatted(
                                system.rabbit().managementUrl(),
                                system.rabbit().user(),
                                system.rabbit().password())));
        rows.add(new Row("PostgreSQL", database()));
        rows.add(new Row("ingest", "%s/readyz  %s/metrics".formatted(ingest, ingest)));
        rows.add(new Row("worker", "%s/readyz  %s/metrics".formatted(worker, worker)));
        rows.add(new Row("logs", shown(system.ingest().service().log())));
        rows.add(new Row("", shown(system.worker().service().log())));
        rows.add(new Row(
                "all of this", shown(RunFile.in(folder.path()).path()) + " (shell variables, the app secret too)"));
        return rows;
    }

    private String database() {
        return system.postgres().url();
    }

    /** {@code ./dev replay} finds the first run by itself, and any other by its URL and secret. */
    private String replayOptions() {
        return folder.isFirst()
                ? ""
                : " --url %s --secret %s"
                        .formatted(system.webhookUrl(), system.secrets().app());
    }

    private boolean adminListens() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), system.ports().admin()),
                    CONNECT_LIMIT_MS);
            return true;
        } catch (IOException nothingThere) {
            return false;
        }
    }

    /** As short as it can be said from where the command was given. */
    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
