package org.wahook.worker.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.testbed.protocol.Rows;
import org.wahook.worker.callback.CallbackStatements;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** One conversation whose bot answers later, in the model and in PostgreSQL. Each step is one statement, in both. */
final class AnswerTrace {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int JOBS = 2;
    private static final int MOST_MESSAGES = 4;

    private final WorkerDatabase database;
    private final Client client;
    private final long conversation;
    private final Turns turns;
    private final Replies replies;
    private final AwaitedAnswers answers;
    private final CallbackStatements callbacks;
    private final Rows model = Rows.empty();
    private final List<Long> ids = new ArrayList<>();
    private final List<ClaimedTurn> claimed = new ArrayList<>();

    /** By the model's place. */
    private final Map<Integer, byte[]> tokens = new TreeMap<>();

    private String fromModel = "";
    private String fromPostgres = "";

    AnswerTrace(WorkerDatabase database) {
        this.database = database;
        this.client = database.client();
        this.conversation = database.conversation(client, "4915112345678");
        this.turns = new Turns(database.jdbi(), LONG);
        this.replies = new Replies(database.jdbi());
        this.answers = new AwaitedAnswers(database.jdbi(), Encryption.none());
        this.callbacks = new CallbackStatements(database.jdbi());
    }

    String answerOfModel() {
        return fromModel;
    }

    String answerOfPostgres() {
        return fromPostgres;
    }

    /** Does a random statement that makes sense, and answers its name. */
    String step(Random random) {
        fromModel = "";
        fromPostgres = "";
        if (claimed.isEmpty() || random.nextInt(4) == 0) {
            return random.nextBoolean() && ids.size() < MOST_MESSAGES ? store() : claim(random);
        }
        ClaimedTurn turn = claimed.get(random.nextInt(4) > 0 ? claimed.size() - 1 : random.nextInt(claimed.size()));
        int questions = somePending(random);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> hasRoom() && questions != 0 ? offer(turn, questions) : claim(random);
            case 3, 4 -> questions != 0 ? await(turn, questions, random.nextInt(3) == 0) : claim(random);
            case 5, 6 -> take(random);
            case 7 -> timeIsOver();
            case 8 -> random.nextBoolean() ? expired(turn) : done(turn);
            default -> giveUp(turn, questions);
        };
    }

    private boolean hasRoom() {
        return IntStream.range(0, Rows.MOST_TOKENS).anyMatch(token -> !model.is(token, Rows.OFFERED));
    }

    private int somePending(Random random) {
        int wanted = random.nextInt(1 << ids.size());
        return IntStream.range(0, ids.size())
                .filter(i -> (wanted & 1 << i) != 0 && model.pending(i))
                .map(i -> 1 << i)
                .sum();
    }

    private String answers(String name, Object ofModel, Object ofPostgres) {
        fromModel = String.valueOf(ofModel);
        fromPostgres = String.valueOf(ofPostgres);
        return name;
    }

    private String store() {
        model.store();
        ids.add(database.inbound(conversation, "wamid." + ids.size(), "text"));
        return "store";
    }

    private String claim(Random random) {
        int job = 1 + random.nextInt(JOBS);
        Optional<ClaimedTurn> turn = turns.claim("job-" + job, conversation);
        turn.ifPresent(claimed::add);
        return answers(
                "claim", (long) model.claim(job), turn.map(ClaimedTurn::number).orElse(0L));
    }

    private static int job(ClaimedTurn turn) {
        return Integer.parseInt(turn.jobId().substring("job-".length()));
    }

    private static int number(ClaimedTurn turn) {
        return (int) turn.number();
    }

    private OpenTurn open(ClaimedTurn turn, int questions) {
        List<StoredMessage> pending = messages(questions);
        Account account = database.accounts()
                .find(client.phoneNumberId(), client.accountId())
                .orElseThrow();
        return new OpenTurn(turn, account, pending, pending, List.of());
    }

    private List<StoredMessage> messages(int questions) {
        return new Transcript(database.jdbi(), 20)
                .load(conversation).stream()
                        .filter(message -> (questions & 1 << ids.indexOf(message.id())) != 0)
                        .toList();
    }

    private String offer(ClaimedTurn turn, int questions) {
        byte[] hash = CallbackToken.hash(CallbackToken.create());
        boolean offered =
                answers.offer(open(turn, questions), hash, LONG, Attempts.NONE).isPresent();
        int token = model.offer(job(turn), number(turn), questions, 0);
        if (token >= 0) {
            tokens.put(token, hash);
        }
        return answers("offer", token >= 0, offered);
    }

    private String await(ClaimedTurn turn, int questions, boolean free) {
        return answers(
                "await",
                model.await(job(turn), number(turn), questions, (int) turn.inboundSeq(), free),
                answers.begin(turn, open(turn, questions).idempotencyKey(), free, LONG));
    }

    private String take(Random random) {
        List<Integer> offered = tokens.keySet().stream()
                .filter(it -> model.is(it, Rows.OFFERED))
                .toList();
        if (offered.isEmpty()) {
            return "nothing";
        }
        int token = offered.get(random.nextInt(offered.size()));
        byte[] hash = Objects.requireNonNull(tokens.get(token));
        boolean taken = callbacks.take(hash);
        boolean inModel = model.takeAnswer(token);
        if (!taken || !inModel || random.nextBoolean()) {
            return answers("take", inModel, taken);
        }
        int job = model.jobOfAnswer(token);
        String found = callbacks.job(hash);
        if (job > 0) {
            callbacks.woken(hash);
            model.mark(token, Rows.WOKEN);
        }
        return answers("wake", job == 0 ? "-" : "job-" + job, found);
    }

    private String timeIsOver() {
        model.expireAnswers();
        database.run(
                "UPDATE bot_callbacks SET expires_at = now() - interval '1 s' WHERE conversation_id = ?", conversation);
        return "timeIsOver";
    }

    private String expired(ClaimedTurn turn) {
        model.answersExpired(job(turn), number(turn));
        answers.expired(turn);
        return "expired";
    }

    private String done(ClaimedTurn turn) {
        model.answersDone(job(turn), number(turn));
        answers.done(turn);
        return "done";
    }

    private String giveUp(ClaimedTurn turn, int given) {
        List<Long> rows = IntStream.range(0, ids.size())
                .filter(i -> (given & 1 << i) != 0)
                .mapToObj(ids::get)
                .toList();
        replies.resolution().giveUp(turn, rows, Reason.RESPONSE_API_TIMEOUT, "no", others -> true);
        model.giveUp(job(turn), number(turn), given);
        return "giveUp";
    }

    String rowsOfPostgres() {
        List<String> lines = new ArrayList<>(database.column(
                "SELECT concat_ws(' ', coalesce(turn_job, '-'), turn_number) FROM whatsapp_conversations WHERE id = ?",
                conversation));
        lines.addAll(database.column(
                "SELECT concat_ws(' ', 'timer', job_id, fired) FROM conversation_timers WHERE conversation_id = ?",
                conversation));
        Map<String, String> byHash = new TreeMap<>();
        database.column("""
                        SELECT concat_ws(' ', encode(token_hash, 'hex'), array_to_string(questions, ','), waiting,
                                         answer IS NOT NULL, woken, expires_at <= now(), job_id)
                        FROM bot_callbacks WHERE conversation_id = ?
                        """, conversation).forEach(line -> byHash.put(line.substring(0, 64), line.substring(65)));
        lines.addAll(byHash.values());
        return String.join("\n", lines);
    }

    String rowsOfModel() {
        List<String> lines = new ArrayList<>();
        lines.add((model.job() == 0 ? "-" : "job-" + model.job()) + " " + model.number());
        if (model.hasTimer()) {
            lines.add("timer job-" + model.timerJob() + " 0");
        }
        Map<String, String> byHash = new TreeMap<>();
        tokens.forEach((token, hash) -> {
            if (model.is(token, Rows.OFFERED)) {
                byHash.put(HexFormat.of().formatHex(hash), row(token));
            }
        });
        lines.addAll(byHash.values());
        return String.join("\n", lines);
    }

    private String row(int token) {
        String questions = String.join(
                ",",
                IntStream.range(0, ids.size())
                        .filter(i -> (model.asked(token) & 1 << i) != 0)
                        .mapToObj(i -> String.valueOf(ids.get(i)))
                        .toList());
        return "%s %s %s %s %s job-%d"
                .formatted(
                        questions,
                        flag(token, Rows.AWAITED),
                        flag(token, Rows.HAS_ANSWER),
                        flag(token, Rows.WOKEN),
                        flag(token, Rows.TIME_OVER),
                        model.jobOf(token));
    }

    private String flag(int token, int flag) {
        return model.is(token, flag) ? "t" : "f";
    }
}
