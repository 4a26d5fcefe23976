package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One person, exported and erased over HTTP; what belongs to one is tested with the commands. */
class AdminContactTest {

    @AutoClose
    private static final BrokerFixture broker = BrokerFixture.start();

    private static final AdminService admin = broker.admin();

    @BeforeEach
    void emptyQueues() throws Exception {
        broker.emptyQueues();
    }

    private static final String CONTACTS = "/api/v1/contacts";

    @Test
    void a_person_is_exported_and_then_erased() {
        admin.put("/api/v1/chatbots/shop", "{\"name\": \"Shop\"}");
        admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('shop', '1')");
        admin.execute("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                + " SELECT id, 'shop', '4915112345678' FROM whatsapp_accounts WHERE phone_number_id = '1'");
        admin.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, text, status)"
                + " SELECT 'shop', id, 'inbound', 'a question', 'answered' FROM whatsapp_conversations"
                + " WHERE contact_id = '4915112345678'");
        String anna = "{\"contact\": \"+49 151 12345678\", \"chatbotId\": \"shop\"}";

        AdminResponse exported = admin.post(CONTACTS + "/export", anna);
        assertThat(exported.status()).as(exported.text()).isEqualTo(200);
        assertThat(exported.json().path("count").asInt()).isEqualTo(2);
        assertThat(exported.text()).contains("a question", "whatsapp_conversations");

        AdminResponse erased = admin.post(CONTACTS + "/erase", anna);
        assertThat(erased.status()).as(erased.text()).isEqualTo(200);
        assertThat(erased.json().at("/erased/messages").asInt()).isEqualTo(1);
        assertThat(erased.json().at("/erased/whatsapp_conversations").asInt()).isEqualTo(1);

        assertThat(admin.post(CONTACTS + "/export", anna).json().path("count").asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"contact\": \"%\"}", "{\"contact\": 5}", "{\"contact\": \"1\", \"x\": 1}"})
    void who_is_meant_must_be_said(String body) {
        assertThat(admin.post(CONTACTS + "/erase", body).status()).isEqualTo(400);
    }
}
