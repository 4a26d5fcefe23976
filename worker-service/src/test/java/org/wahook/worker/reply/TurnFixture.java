package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.wahook.shared.account.Account;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** One client with one conversation, and what brings a turn into the state that a test needs. */
final class TurnFixture {

    static final Duration LEASE = Duration.ofMinutes(2);

    final Client client;
    final long conversation;
    final Turns turns;
    final Replies replies;
    final Transcript transcript;
    private final WorkerDatabase database;

    TurnFixture(WorkerDatabase database) {
        this.database = database;
        client = database.client();
        conversation = database.conversation(client, "4915112345678");
        turns = new Turns(database.jdbi(), LEASE);
        replies = new Replies(database.jdbi());
        transcript = new Transcript(database.jdbi(), 20);
    }

    ClaimedTurn claim(String job) {
        return turns.claim(job, conversation).orElseThrow();
    }

    /** What the admin API keeps when a person writes. */
    long person(String text) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "WITH counted AS (UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = ?"
                                        + " RETURNING id, chatbot_id)"
                                        + " INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                                        + " SELECT chatbot_id, id, 'outbound', ?, 'draft', true FROM counted RETURNING id")
                        .bind(0, conversation)
                        .bind(1, text)
                        .mapTo(Long.class)
                        .one());
    }

    /** Gives a turn up, and answers what became of it. The broker confirms. */
    TurnResolution.GivenUp giveUp(ClaimedTurn turn, Long... ids) {
        return replies.resolution().giveUp(turn, List.of(ids), Reason.GRAPH_REJECTED, "no", othersWait -> true);
    }

    /** A turn with a reply that Meta would not take yet. */
    ClaimedTurn draftedTurn(String job) {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = claim(job);
        StoredMessage part = replies.keep(open(turn), List.of("the reply")).getFirst();
        replies.notSent(client.accountId(), part, Reason.GRAPH_RATE_LIMITED, "limit");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft");
        return turn;
    }

    /** A turn with its one message answered: ready to be let go. */
    ClaimedTurn answeredTurn(String job) {
        ClaimedTurn turn = draftedTurn(job);
        database.run(
                "UPDATE messages SET status = 'answered' WHERE direction = 'inbound' AND conversation_id = ?",
                conversation);
        transcript
                .replyOf(conversation, turn.number())
                .forEach(part -> replies.sent(client.accountId(), part.id(), "wamid.out"));
        return turn;
    }

    OpenTurn open(ClaimedTurn turn) {
        Account account = database.accounts()
                .find(client.phoneNumberId(), client.accountId())
                .orElseThrow();
        List<StoredMessage> said = transcript.load(conversation);
        return new OpenTurn(turn, account, said, pending(said), List.of());
    }

    static List<StoredMessage> pending(List<StoredMessage> said) {
        return said.stream().filter(StoredMessage::pending).toList();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
