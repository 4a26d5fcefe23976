package org.wahook.worker.deadletter;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wahook.shared.deadletter.DeadLetter;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.LetterFilter;
import org.wahook.shared.deadletter.LetterPage;
import org.wahook.shared.deadletter.Selection;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Look at dead letters, replay them, discard them. */
@Command(
        name = "dead-letters",
        description = "Look at dead letters, replay them, or discard them. RABBITMQ_URL says where they are;"
                + " with DATABASE_URL they are listed and found by their index.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class DeadLettersCommand {

    private static final int ALL = Integer.MAX_VALUE;

    private final DeadLetterCatalog letters;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public DeadLettersCommand(DeadLetterCatalog letters) {
        this.letters = letters;
    }

    /** Runs the command and answers its exit code: 0, or 64 for a wrong use, or 1 where RabbitMQ could not be asked. */
    public static int run(DeadLetterCatalog letters, List<String> arguments, PrintWriter out, PrintWriter err) {
        return new CommandLine(new DeadLettersCommand(letters))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> {
                    err.println(e.getMessage());
                    e.getCommandLine().usage(err);
                    return 64;
                })
                .setExecutionExceptionHandler((e, command, result) -> {
                    err.println(e.getMessage());
                    return 1;
                })
                .execute(arguments.toArray(String[]::new));
    }

    /** Which queues are meant. */
    static final class Queues {
        @Option(
                names = "--queue",
                split = ",",
                paramLabel = "QUEUE",
                description = "replies, events or unrouted; replies and events where left out")
        private Set<DeadLetterQueue> named = EnumSet.noneOf(DeadLetterQueue.class);

        Set<DeadLetterQueue> get() {
            return named.isEmpty() ? EnumSet.of(DeadLetterQueue.REPLIES, DeadLetterQueue.EVENTS) : named;
        }
    }

    /** Which letters are meant; one of these must be given. */
    static final class Scope {
        @Option(names = "--chatbot", paramLabel = "ID", description = "the letters of this chatbot")
        private @Nullable String chatbot;

        @Option(names = "--id", split = ",", paramLabel = "ID", description = "the letters with these ids")
        private @Nullable Set<String> ids;

        @Option(names = "--all", description = "all of them")
        private boolean all;

        Selection selection() {
            if (chatbot != null) {
                return new Selection.OfChatbot(chatbot);
            }
            if (ids != null) {
                return new Selection.WithIds(new HashSet<>(ids));
            }
            if (all) {
                return new Selection.All();
            }
            throw new IllegalStateException("picocli lets nobody come here without a scope");
        }
    }

    @Command(
            description = "One line for each letter, oldest first, and how many there are by chatbot and reason."
                    + " Looking loses none, however often.")
    int list(
            @CommandLine.Mixin Queues queues,
            @Option(names = "--chatbot", paramLabel = "ID", description = "only those of this chatbot") @Nullable
                    String chatbot,
            @Option(names = "--reason", paramLabel = "REASON", description = "only those of this reason") @Nullable
                    String reason,
            @Option(names = "--limit", defaultValue = "50", description = "at most so many (default 50)") int limit) {
        LetterFilter filter = new LetterFilter(queues.get(), Optional.ofNullable(chatbot), Optional.ofNullable(reason));
        LetterPage page = letters.page(filter, Optional.empty(), Math.max(1, limit));
        page.letters()
                .forEach(letter -> out().printf(
                                "%-8s %s  %s  attempts=%d  chatbot=%s  %s  %s%n",
                                letter.queue().word(),
                                letter.id(),
                                letter.lastFailedAt(),
                                letter.attempts(),
                                letter.chatbotId().isEmpty() ? "-" : letter.chatbotId(),
                                letter.reason().isEmpty() ? letter.queue().word() : letter.reason(),
                                letter.error()));
        sumUp(page);
        return 0;
    }

    /** How many there are beyond those printed, and which clients and reasons they are of. */
    private void sumUp(LetterPage page) {
        int shown = page.letters().size();
        if (page.count() > shown) {
            out().printf(
                            "%d letter(s) of %d: %d more with a larger --limit%n",
                            shown, page.count(), page.count() - shown);
        } else {
            out().printf("%d letter(s)%n", page.count());
        }
        page.groups()
                .forEach(group -> out().printf(
                                "%8d  chatbot=%s  %s%n",
                                group.count(), orDash(group.chatbotId()), orDash(group.reason())));
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    @Command(description = "Everything about one letter.")
    int show(
            @CommandLine.Mixin Queues queues,
            @Parameters(paramLabel = "ID", description = "as list prints it") String id) {
        List<DeadLetter> found =
                letters.show(EnumSet.allOf(DeadLetterQueue.class), new Selection.WithIds(Set.of(id)), ALL);
        found.forEach(this::print);
        if (found.isEmpty()) {
            err().println("There is no letter with the id " + id);
        }
        return found.isEmpty() ? 1 : 0;
    }

    @Command(description = "Send letters round again. Whoever was answered meanwhile is not answered twice.")
    int replay(
            @CommandLine.Mixin Queues queues,
            @ArgGroup(multiplicity = "1") Scope scope,
            @Option(names = "--dry-run", description = "only say how many") boolean dryRun) {
        if (dryRun) {
            out().printf("%d letter(s) would be replayed%n", letters.count(queues.get(), scope.selection()));
        } else {
            out().printf("%d letter(s) replayed%n", letters.replay(queues.get(), scope.selection()));
        }
        return 0;
    }

    @Command(description = "Throw letters away, for good.")
    int discard(
            @CommandLine.Mixin Queues queues,
            @ArgGroup(multiplicity = "1") Scope scope,
            @Option(names = "--dry-run", description = "only say how many") boolean dryRun) {
        if (dryRun) {
            out().printf("%d letter(s) would be discarded%n", letters.count(queues.get(), scope.selection()));
        } else {
            out().printf("%d letter(s) discarded%n", letters.discard(queues.get(), scope.selection()));
        }
        return 0;
    }

    private void print(DeadLetter letter) {
        PrintWriter out = out();
        out.printf("id               %s%n", letter.id());
        out.printf("queue            %s%n", letter.queue().queueName());
        out.printf("reason           %s%n", letter.reason());
        out.printf("error            %s%n", letter.error());
        out.printf("attempts         %d%n", letter.attempts());
        out.printf("first failed at  %s%n", letter.firstFailedAt());
        out.printf("last failed at   %s%n", letter.lastFailedAt());
        out.printf("chatbot          %s%n", letter.chatbotId());
        out.printf("account          %s%n", letter.accountId());
        out.printf("phone number id  %s%n", letter.phoneNumberId());
        out.printf("messages         %s%n", String.join(", ", letter.messageIds()));
        out.printf("event            %s%n", letter.eventId());
        letter.history().forEach(line -> out.printf("before           %s%n", line));
        out.printf("%n%s%n", letter.body());
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("the command was not run by picocli");
        }
        return spec.commandLine();
    }
}
