package org.wahook.worker.reply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.wahook.shared.account.Account;
import org.wahook.testbed.protocol.Rows;
import org.wahook.testbed.protocol.Rows.GivenUp;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** One conversation in the model and in PostgreSQL. Each step is one statement, in both. */
final class ProtocolTrace {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int JOBS = 2;

    private final WorkerDatabase database;
    private final Client client;
    private final long conversation;
    private final Turns turns;
    private final Replies replies;
    private final Rows model = Rows.empty();
    private final List<Long> ids = new ArrayList<>();
    /** All turns that were claimed, those of old holders too. */
    private final List<ClaimedTurn> claimed = new ArrayList<>();

    private String fromModel = "";
    private String fromPostgres = "";

    ProtocolTrace(WorkerDatabase database) {
        this.database = database;
        this.client = database.client();
        this.conversation = database.conversation(client, "4915112345678");
        this.turns = new Turns(database.jdbi(), LONG);
        this.replies = new Replies(database.jdbi());
    }

    Rows model() {
        return model;
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
        int choice = random.nextInt(100);
        if (choice < 22 || claimed.isEmpty()) {
            return people(random);
        }
        ClaimedTurn turn = claimed.get(random.nextInt(4) > 0 ? claimed.size() - 1 : random.nextInt(claimed.size()));
        if (choice < 60 || ids.isEmpty()) {
            return ofTurn(turn, random);
        }
        return ofMessage(turn, random.nextInt(ids.size()), random);
    }

    private boolean room() {
        return model.count() < Rows.MOST_MESSAGES - 1;
    }

    private String people(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> room() ? store() : claim(random);
            case 2 -> room() ? write() : claim(random);
            case 3 -> pauseOrUnpause();
            default -> claim(random);
        };
    }

    private String store() {
        model.store();
        ids.add(database.inbound(conversation, wamid(ids.size()), "text"));
        return "store";
    }

    private String write() {
        model.write();
        ids.add(database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "WITH counted AS (UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = ?"
                                        + " RETURNING id, chatbot_id)"
                                        + " INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                                        + " SELECT chatbot_id, id, 'outbound', 'text', 'draft', true FROM counted RETURNING id")
                        .bind(0, conversation)
                        .mapTo(Long.class)
                        .one()));
        return "write";
    }

    /** The admin API's statement for drafts of the bot is tested beside it: a pause comes where there are none. */
    private String pauseOrUnpause() {
        boolean drafts = IntStream.range(0, model.count())
                .anyMatch(i -> model.kind(i) == Rows.BOT && model.status(i) == Rows.DRAFT);
        if (model.paused()) {
            model.unpause();
            database.run(
                    "UPDATE whatsapp_conversations SET bot_paused = false, inbound_seq = inbound_seq + 1 WHERE id = ?",
                    conversation);
            return "unpause";
        }
        if (drafts) {
            return "nothing";
        }
        model.pause();
        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = true, inbound_seq = inbound_seq + 1, turn_job = NULL,"
                        + " turn_expires_at = NULL WHERE id = ?",
                conversation);
        return "pause";
    }

    private String claim(Random random) {
        int job = 1 + random.nextInt(JOBS);
        Optional<ClaimedTurn> turn = turns.claim("job-" + job, conversation);
        turn.ifPresent(claimed::add);
        return numbers("claim", model.claim(job), turn);
    }

    private String numbers(String name, int number, Optional<ClaimedTurn> turn) {
        fromModel = String.valueOf(number);
        fromPostgres = String.valueOf(turn.map(ClaimedTurn::number).orElse(0L));
        return name;
    }

    private String answers(String name, Object model, Object postgres) {
        fromModel = String.valueOf(model);
        fromPostgres = String.valueOf(postgres);
        return name;
    }

    private static int job(ClaimedTurn turn) {
        return Integer.parseInt(turn.jobId().substring("job-".length()));
    }

    private static int number(ClaimedTurn turn) {
        return (int) turn.number();
    }

    private String ofTurn(ClaimedTurn turn, Random random) {
        int job = job(turn);
        int number = number(turn);
        return switch (random.nextInt(8)) {
            case 0 -> {
                Optional<ClaimedTurn> next = turns.advance(turn);
                next.ifPresent(claimed::add);
                yield numbers("advance", model.advance(job, number), next);
            }
            case 1 -> answers("hold", model.hold(job, number), turns.hold(turn, LONG));
            case 2 ->
                answers(
                        "releasePaused",
                        model.releasePaused(job, number, (int) turn.inboundSeq()),
                        turns.releasePaused(turn));
            case 3 -> expire();
            case 4 -> giveUp(turn, random.nextInt(1 << ids.size()));
            case 5 -> room() ? keep(turn, random) : expire();
            default -> release(turn, random);
        };
    }

    private String expire() {
        if (model.job() == 0) {
            return "nothing";
        }
        model.expire();
        database.run(
                "UPDATE whatsapp_conversations SET turn_expires_at = now() - interval '1 s' WHERE id = ?",
                conversation);
        return "expire";
    }

    private String release(ClaimedTurn turn, Random random) {
        int replied = random.nextInt(number(turn) + 1);
        boolean released = turns.release(turn, replied == 0 ? Optional.empty() : Optional.of((long) replied));
        return answers("release", model.release(job(turn), number(turn), (int) turn.inboundSeq(), replied), released);
    }

    private String giveUp(ClaimedTurn turn, int given) {
        List<Long> rows = IntStream.range(0, ids.size())
                .filter(i -> (given & 1 << i) != 0)
                .mapToObj(ids::get)
                .toList();
        List<GivenUp> told = new ArrayList<>();
        TurnResolution.GivenUp came = replies.resolution().giveUp(turn, rows, Reason.GRAPH_REJECTED, "no", others -> {
            told.add(others ? GivenUp.OTHERS_WAIT : GivenUp.ALONE);
            return true;
        });
        GivenUp postgres = came == TurnResolution.GivenUp.TAKEN_OVER ? GivenUp.TAKEN_OVER : told.getFirst();
        return answers("giveUp", model.giveUp(job(turn), number(turn), given), postgres);
    }

    private String keep(ClaimedTurn turn, Random random) {
        int asked = random.nextInt(1 << ids.size());
        List<Integer> pending = IntStream.range(0, ids.size())
                .filter(i -> (asked & 1 << i) != 0 && model.pending(i))
                .boxed()
                .toList();
        int questions = pending.stream().mapToInt(i -> 1 << i).sum();
        List<StoredMessage> messages = pending.stream().map(i -> stored(i, 0)).toList();
        Account account = database.accounts()
                .find(client.phoneNumberId(), client.accountId())
                .orElseThrow();
        List<StoredMessage> kept =
                replies.keep(new OpenTurn(turn, account, messages, messages, List.of()), List.of("reply"));
        kept.forEach(part -> ids.add(part.id()));
        return answers("keep", model.keep(job(turn), number(turn), questions) < 0 ? 0 : 1, kept.size());
    }

    private String ofMessage(ClaimedTurn turn, int message, Random random) {
        int sends = Math.max(0, model.sends(message) - (random.nextInt(4) == 0 ? 1 : 0));
        int job = job(turn);
        int number = number(turn);
        if (model.kind(message) == Rows.CUSTOMER) {
            turns.revive(conversation, List.of(wamid(message)));
            model.revive(1 << message);
            return "revive";
        }
        return switch (random.nextInt(7)) {
            case 0, 1 ->
                answers(
                        "startSending",
                        model.startSending(job, number, message, sends),
                        replies.startSending(turn, stored(message, sends)));
            case 2 -> {
                replies.sent(client.accountId(), ids.get(message), "wamid.out." + UUID.randomUUID());
                model.sent(message);
                yield "sent";
            }
            case 3 -> {
                replies.notSent(client.accountId(), stored(message, sends - 1), Reason.GRAPH_RATE_LIMITED, "limit");
                model.notSent(message, sends);
                yield "notSent";
            }
            case 4 -> {
                replies.unknown(client.accountId(), stored(message, sends - 1), LONG, "no answer");
                model.unknown(message, sends);
                yield "unknown";
            }
            case 5 -> {
                replies.foundSending(stored(message, sends), LONG);
                model.foundSending(message, sends);
                yield "foundSending";
            }
            default -> ofPerson(turn, message);
        };
    }

    private String ofPerson(ClaimedTurn turn, int message) {
        if (model.kind(message) != Rows.PERSON) {
            return "nothing";
        }
        if (model.status(message) == Rows.SENT) {
            replies.resolution().answeredByHuman(turn, ids.get(message));
            model.answeredByHuman(job(turn), number(turn), message);
            return "answeredByHuman";
        }
        replies.resolution().humanFailed(turn, List.of(ids.get(message)), Reason.GRAPH_REJECTED, "no");
        model.humanFailed(job(turn), number(turn), message);
        return "humanFailed";
    }

    private static String wamid(int message) {
        return "wamid." + message;
    }

    /** As a holder has seen it that knows this count of sends. */
    private StoredMessage stored(int message, int sends) {
        return new StoredMessage(
                ids.get(message),
                model.kind(message) == Rows.CUSTOMER,
                "draft",
                "text",
                model.kind(message) == Rows.PERSON,
                Optional.empty(),
                Optional.empty(),
                1,
                sends,
                Optional.empty(),
                Instant.now(),
                Optional.empty());
    }

    String rowsOfPostgres() {
        List<String> lines = new ArrayList<>(database.column(
                "SELECT concat_ws(' ', coalesce(turn_job, '-'), turn_number, coalesce(turn_expires_at < now(), false),"
                        + " inbound_seq, bot_paused) FROM whatsapp_conversations WHERE id = ?",
                conversation));
        lines.addAll(database.column("""
                SELECT concat_ws(' ', status, coalesce(turn_number, 0), sends,
                                 CASE WHEN settle_at IS NULL THEN 0 WHEN settle_at = 'infinity' THEN 3 ELSE 1 END)
                FROM messages WHERE conversation_id = ? ORDER BY id
                """, conversation));
        return String.join("\n", lines);
    }

    static String rowsOf(Rows model) {
        List<String> lines = new ArrayList<>();
        lines.add("%s %d %s %d %s"
                .formatted(
                        model.job() == 0 ? "-" : "job-" + model.job(),
                        model.number(),
                        model.expired() ? "t" : "f",
                        model.seq(),
                        model.paused() ? "t" : "f"));
        for (int i = 0; i < model.count(); i++) {
            lines.add("%s %d %d %d".formatted(word(model.status(i)), model.turn(i), model.sends(i), model.settle(i)));
        }
        return String.join("\n", lines);
    }

    private static String word(byte status) {
        return switch (status) {
            case Rows.PENDING -> "pending";
            case Rows.ANSWERED -> "answered";
            case Rows.FAILED -> "failed";
            case Rows.DRAFT -> "draft";
            case Rows.SENDING -> "sending";
            case Rows.SENT -> "sent";
            default -> throw new IllegalArgumentException("no such status: " + status);
        };
    }
}
