package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** While RabbitMQ says nothing, nobody else waits for a row that the admin API has locked. */
class AdminLockTest {

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "POST"})
    void no_row_is_locked_while_the_broker_is_waited_for(String method) throws Exception {
        String rabbitUrl = TestRabbit.shared().createVirtualHost();
        URI broker = URI.create(rabbitUrl);
        try (TcpProxy proxy = TcpProxy.to(broker.getHost(), broker.getPort());
                AdminService admin = AdminService.start(Map.of(
                        "RABBITMQ_URL",
                        rabbitUrl.replace(":" + broker.getPort(), ":" + proxy.port()),
                        "RETRY_DELAYS",
                        "5s,10m"))) {
            String id = conversation(admin);
            String path = "/api/v1/conversations/" + id;
            Deadline.eventually(
                    Duration.ofSeconds(60),
                    "RabbitMQ confirms",
                    () -> admin.patch(path, "{\"bot\": \"paused\"}").status() == 200);
            proxy.halfOpen();
            CompletableFuture<AdminResponse> answer = CompletableFuture.supplyAsync(() -> method.equals("PATCH")
                    ? admin.patch(path, "{\"bot\": \"active\"}")
                    : admin.post(path + "/messages", "{\"text\": \"Hello\"}"));
            int looks = 0;
            while (!answer.isDone()) {
                admin.execute("SELECT 1 FROM whatsapp_conversations WHERE id = ?::bigint FOR UPDATE NOWAIT", id);
                looks++;
                Thread.sleep(20);
            }

            assertThat(looks).isGreaterThan(10);
            assertThat(answer.get().status()).isEqualTo(503);
            assertThat(admin.query("SELECT bot_version FROM whatsapp_conversations WHERE id = ?::bigint", id))
                    .as("nothing was changed")
                    .containsExactly("1");
            assertThat(admin.query("SELECT count(*) FROM messages WHERE by_human"))
                    .containsExactly("0");
            // The end would wait for an answer.
            proxy.pass();
        } finally {
            TestRabbit.shared().discardVirtualHost(rabbitUrl);
        }
    }

    private static String conversation(AdminService admin) {
        admin.query("INSERT INTO chatbots (id) VALUES ('shop') RETURNING id");
        String account = admin.query("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, access_token)"
                        + " VALUES ('shop', '100', 'token') RETURNING id")
                .getFirst();
        String id = admin.query(
                        "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                                + " VALUES (?::uuid, 'shop', '491') RETURNING id",
                        account)
                .getFirst();
        admin.query(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, wa_message_id, status, sent_at)"
                        + " VALUES ('shop', ?::bigint, 'inbound', 'text', 'Hi', 'wamid.1', 'answered', now()) RETURNING id",
                id);
        return id;
    }
}
