package org.wahook.testbed.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.wahook.testbed.Deadline;

/** A child process with all its descendants, signalled together. */
public final class ProcessTree {
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(30);
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(30);
    private final ProcessHandle root;

    private ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    public static ProcessTree of(Process process) {
        return new ProcessTree(process.toHandle());
    }

    /** Whether the first of them, the child of this JVM, still runs. */
    public boolean isAlive() {
        return root.isAlive();
    }

    /** SIGSTOP: nothing of it runs any more, while its sockets stay open. */
    public void freeze() {
        // The first one alone before the others, so that it starts no process that we would miss.
        signal("STOP", List.of(root));
        List<ProcessHandle> all = all();
        signal("STOP", all);
        // The kernel stops a thread that runs on another core a moment later, which is long enough for one more
        // confirm.
        Deadline.eventually(
                SIGNAL_LIMIT,
                "all threads of " + all + " stopped",
                () -> all.stream().allMatch(ProcessTree::isStopped));
    }

    /** Whether no thread of it runs any more. True without a look where there is no {@code /proc}. */
    private static boolean isStopped(ProcessHandle process) {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return true;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.allMatch(thread -> isStoppedThread(thread.resolve("stat")));
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    private static boolean isStoppedThread(Path stat) {
        try {
            String line = Files.readString(stat);
            char state = line.charAt(line.lastIndexOf(')') + 2);
            return "TtZX".indexOf(state) >= 0;
        } catch (IOException e) {
            return true; // The thread ended meanwhile.
        }
    }

    /** SIGCONT: as if nothing had been. */
    public void thaw() {
        signal("CONT", all());
    }

    /** SIGKILL to all of them; returns when they are gone. */
    public void kill() {
        if (!root.isAlive()) {
            return;
        }
        signal("STOP", List.of(root));
        List<ProcessHandle> all = all();
        signal("KILL", all);
        awaitDeath(all, DEATH_LIMIT);
    }

    /** A signal to the first of them only, such as {@code TERM}; returns when all are gone. */
    public void end(String signal, Duration limit) {
        List<ProcessHandle> all = all();
        signal(signal, List.of(root));
        awaitDeath(all, limit);
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static void awaitDeath(List<ProcessHandle> processes, Duration limit) {
        Deadline.eventually(
                limit, "the end of " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        String ids = String.join(
                " ", processes.stream().map(p -> Long.toString(p.pid())).toList());
        // Java knows only TERM and KILL. The shell's own kill is there on every Unix; one that is gone is no error.
        Command.of("sh", "-c", "kill -" + name + " " + ids + " 2>/dev/null || true")
                .run(SIGNAL_LIMIT);
    }
}
