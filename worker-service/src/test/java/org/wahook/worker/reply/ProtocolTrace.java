package org.wahook.worker.reply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.wahook.testbed.protocol.Rows;
import org.wahook.testbed.protocol.Rows.GivenUp;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** A conversation with its customer, its bot and a person. */
final class ProtocolTrace extends ModelTrace {

    ProtocolTrace(WorkerDatabase database) {
        super(database);
    }

    @Override
    String next(Random random) {
        int choice = random.nextInt(100);
        if (choice < 22 || claimed.isEmpty()) {
            return people(random);
        }
        ClaimedTurn turn = holder(random);
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
        List<GivenUp> told = new ArrayList<>();
        TurnResolution.GivenUp came = replies.resolution()
                .giveUp(turn, rows(given), Reason.GRAPH_REJECTED, "no", others -> {
                    told.add(others ? GivenUp.OTHERS_WAIT : GivenUp.ALONE);
                    return true;
                });
        GivenUp postgres = came == TurnResolution.GivenUp.TAKEN_OVER ? GivenUp.TAKEN_OVER : told.getFirst();
        return answers("giveUp", model.giveUp(job(turn), number(turn), given), postgres);
    }

    private String keep(ClaimedTurn turn, Random random) {
        int questions = pending(random.nextInt(1 << ids.size()));
        List<StoredMessage> messages = IntStream.range(0, ids.size())
                .filter(i -> (questions & 1 << i) != 0)
                .mapToObj(i -> stored(i, 0))
                .toList();
        List<StoredMessage> kept =
                replies.keep(new OpenTurn(turn, account(), messages, messages, List.of()), List.of("reply"));
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

    @Override
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

    @Override
    String rowsOfModel() {
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
