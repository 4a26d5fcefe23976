package org.wahook.worker.reply;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.testbed.protocol.Rows;
import org.wahook.worker.callback.CallbackStatements;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** A conversation whose bot answers later. */
final class AnswerTrace extends ModelTrace {

    private static final int MOST_MESSAGES = 4;

    private final AwaitedAnswers answers;
    private final CallbackStatements callbacks;

    /** By the model's place. */
    private final Map<Integer, byte[]> tokens = new TreeMap<>();

    AnswerTrace(WorkerDatabase database) {
        super(database);
        this.answers = new AwaitedAnswers(database.jdbi(), Encryption.none());
        this.callbacks = new CallbackStatements(database.jdbi());
    }

    @Override
    String next(Random random) {
        if (claimed.isEmpty() || random.nextInt(4) == 0) {
            return random.nextBoolean() && ids.size() < MOST_MESSAGES ? store() : claim(random);
        }
        ClaimedTurn turn = holder(random);
        int questions = pending(random.nextInt(1 << ids.size()));
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

    private OpenTurn open(ClaimedTurn turn, int questions) {
        List<StoredMessage> pending = messages(questions);
        return new OpenTurn(turn, account(), pending, pending, List.of());
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
        replies.resolution().giveUp(turn, rows(given), Reason.RESPONSE_API_TIMEOUT, "no", others -> true);
        model.giveUp(job(turn), number(turn), given);
        return "giveUp";
    }

    @Override
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

    @Override
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
                ",", rows(model.asked(token)).stream().map(String::valueOf).toList());
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
