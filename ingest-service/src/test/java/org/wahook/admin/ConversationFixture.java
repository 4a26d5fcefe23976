package org.wahook.admin;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;

/** Conversations of clients, in an admin service with RabbitMQ. */
final class ConversationFixture implements AutoCloseable {

    static final String CONVERSATIONS = "/api/v1/conversations";

    private static final AtomicInteger NUMBERS = new AtomicInteger(5000);

    private final BrokerFixture broker = BrokerFixture.start();
    private final AdminService admin = broker.admin();

    /** Ready when RabbitMQ confirms. */
    static ConversationFixture start() {
        ConversationFixture fixture = new ConversationFixture();
        String conversation = fixture.conversation(fixture.client("warm-up"), "warm-up", "4900");
        Deadline.eventually(
                BrokerFixture.SOON,
                "RabbitMQ confirms",
                () -> fixture.admin
                                .patch(one(conversation), "{\"bot\": \"active\"}")
                                .status()
                        == 200);
        return fixture;
    }

    BrokerFixture broker() {
        return broker;
    }

    AdminService admin() {
        return admin;
    }

    /** The id of a chatbot that no other test has. */
    static String newBot() {
        return "bot-" + NUMBERS.incrementAndGet();
    }

    static String one(String id) {
        return CONVERSATIONS + "/" + id;
    }

    static List<String> ids(AdminResponse reply) {
        return reply.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    String client(String chatbotId) {
        return admin.create(chatbotId, String.valueOf(NUMBERS.incrementAndGet()))
                .field("/id");
    }

    String conversation(String account, String chatbotId, String contact) {
        return admin.query(
                        "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                                + " VALUES (?::uuid, ?, ?) RETURNING id",
                        account,
                        chatbotId,
                        contact)
                .getFirst();
    }

    void inbound(String conversation, String status, String age, String text) {
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text, sent_at, created_at)"
                        + " SELECT chatbot_id, id, 'inbound', ?, ?, now() - ?::interval, now() - ?::interval"
                        + " FROM whatsapp_conversations WHERE id = ?::bigint",
                status,
                text,
                age,
                age,
                conversation);
    }

    void outbound(String conversation, String status, boolean byHuman, String text) {
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text, by_human)"
                        + " SELECT chatbot_id, id, 'outbound', ?, ?, ? FROM whatsapp_conversations WHERE id = ?::bigint",
                status,
                text,
                byHuman,
                conversation);
    }

    /** A question, and the parts of the bot's reply to it. */
    void turn(String conversation, int number, String... parts) {
        inbound(conversation, "pending", "1 minute", "Hello?");
        for (String status : parts) {
            outbound(conversation, status, false, "a part");
        }
        admin.execute("UPDATE messages SET turn_number = ? WHERE conversation_id = ?::bigint", number, conversation);
    }

    List<String> statuses(String conversation) {
        return admin.query(
                "SELECT status FROM messages WHERE conversation_id = ?::bigint ORDER BY direction, id", conversation);
    }

    String seq(String conversation) {
        return admin.query("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?::bigint", conversation)
                .getFirst();
    }

    ReplyJob job(String queue) throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            return ReplyJob.fromJson(next(channel, queue).getBody());
        }
    }

    static GetResponse next(Channel channel, String queue) {
        List<GetResponse> found = new ArrayList<>();
        Deadline.eventually(BrokerFixture.SOON, "a message in " + queue, () -> {
            try {
                GetResponse message = channel.basicGet(queue, true);
                if (message != null) {
                    found.add(message);
                }
                return !found.isEmpty();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return found.getFirst();
    }

    @Override
    public void close() {
        broker.close();
    }
}
