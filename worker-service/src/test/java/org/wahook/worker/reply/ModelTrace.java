package org.wahook.worker.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.wahook.shared.account.Account;
import org.wahook.testbed.protocol.Rows;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** One conversation in the model and in PostgreSQL. Each step is one statement, in both. */
abstract class ModelTrace {

    static final Duration LONG = Duration.ofMinutes(10);
    private static final int JOBS = 2;

    final WorkerDatabase database;
    final Client client;
    final long conversation;
    final Turns turns;
    final Replies replies;
    final Rows model = Rows.empty();
    final List<Long> ids = new ArrayList<>();

    /** All turns that were claimed, those of old holders too. */
    final List<ClaimedTurn> claimed = new ArrayList<>();

    private String fromModel = "";
    private String fromPostgres = "";

    ModelTrace(WorkerDatabase database) {
        this.database = database;
        this.client = database.client();
        this.conversation = database.conversation(client, "4915112345678");
        this.turns = new Turns(database.jdbi(), LONG);
        this.replies = new Replies(database.jdbi());
    }

    /** Does a random statement that makes sense, and answers its name. */
    final String step(Random random) {
        fromModel = "";
        fromPostgres = "";
        return next(random);
    }

    abstract String next(Random random);

    abstract String rowsOfPostgres();

    abstract String rowsOfModel();

    final Rows model() {
        return model;
    }

    final String answerOfModel() {
        return fromModel;
    }

    final String answerOfPostgres() {
        return fromPostgres;
    }

    final String answers(String name, Object ofModel, Object ofPostgres) {
        fromModel = String.valueOf(ofModel);
        fromPostgres = String.valueOf(ofPostgres);
        return name;
    }

    final String numbers(String name, int number, Optional<ClaimedTurn> turn) {
        return answers(name, (long) number, turn.map(ClaimedTurn::number).orElse(0L));
    }

    final String store() {
        model.store();
        ids.add(database.inbound(conversation, wamid(ids.size()), "text"));
        return "store";
    }

    final String claim(Random random) {
        int job = 1 + random.nextInt(JOBS);
        Optional<ClaimedTurn> turn = turns.claim("job-" + job, conversation);
        turn.ifPresent(claimed::add);
        return numbers("claim", model.claim(job), turn);
    }

    /** The last holder of the turn three times out of four, else any. */
    final ClaimedTurn holder(Random random) {
        return claimed.get(random.nextInt(4) > 0 ? claimed.size() - 1 : random.nextInt(claimed.size()));
    }

    final Account account() {
        return database.accounts()
                .find(client.phoneNumberId(), client.accountId())
                .orElseThrow();
    }

    /** The ids of the messages whose bits are set. */
    final List<Long> rows(int messages) {
        return IntStream.range(0, ids.size())
                .filter(i -> (messages & 1 << i) != 0)
                .mapToObj(ids::get)
                .toList();
    }

    /** Of these messages those that wait for an answer. */
    final int pending(int messages) {
        return IntStream.range(0, ids.size())
                .filter(i -> (messages & 1 << i) != 0 && model.pending(i))
                .map(i -> 1 << i)
                .sum();
    }

    static int job(ClaimedTurn turn) {
        return Integer.parseInt(turn.jobId().substring("job-".length()));
    }

    static int number(ClaimedTurn turn) {
        return (int) turn.number();
    }

    static String wamid(int message) {
        return "wamid." + message;
    }
}
