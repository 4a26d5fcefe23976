package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.admin.client.ApiClient;
import org.wahook.admin.client.ApiException;
import org.wahook.admin.client.ConversationsApi;
import org.wahook.admin.client.DeadLettersApi;
import org.wahook.admin.client.IntegrationsApi;
import org.wahook.admin.client.model.Integration;
import org.wahook.admin.client.model.IntegrationChange;
import org.wahook.admin.client.model.NewIntegration;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** The admin API through a client that OpenAPI Generator has made from {@code admin/openapi.json}, as users make theirs. */
class AdminClientTest {

    @AutoClose
    private static final BrokerFixture broker = BrokerFixture.start();

    private final ApiClient client = client(AdminService.TOKEN);
    private final IntegrationsApi integrations = new IntegrationsApi(client);

    private static ApiClient client(String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + broker.admin().port());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return client;
    }

    private static NewIntegration newIntegration(String chatbotId, String phoneNumberId) {
        return new NewIntegration()
                .chatbotId(chatbotId)
                .phoneNumberId(phoneNumberId)
                .accessToken("access-token")
                .verifyToken("verify-token")
                .businessAccountId("4712")
                .webhookUrl(URI.create("https://bot.example.com/webhook"));
    }

    @Test
    void a_client_is_created_read_and_changed() throws ApiException {
        Integration created = integrations.createIntegration(newIntegration("client-bot", "4711"), null, null);

        assertThat(created.getPhoneNumberId()).isEqualTo("4711");
        assertThat(integrations.readIntegration(created.getId())).isEqualTo(created);
        assertThat(integrations
                        .listIntegrations("client-bot", null, null, null, null)
                        .getItems())
                .containsExactly(created);

        Integration changed = integrations.changeIntegration(
                created.getId(), new IntegrationChange().status(IntegrationChange.StatusEnum.INACTIVE), null);

        assertThat(changed.getStatus()).isEqualTo(Integration.StatusEnum.INACTIVE);
        assertThat(integrations.readIntegration(created.getId())).isEqualTo(changed);
    }

    @Test
    void conversations_and_dead_letters_are_listed() throws ApiException {
        Integration created = integrations.createIntegration(newIntegration("talking-bot", "4713"), null, null);
        broker.admin()
                .execute(
                        "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_name)"
                                + " VALUES (?::uuid, 'talking-bot', '4915112345678', 'Anna')",
                        created.getId().toString());

        assertThat(new ConversationsApi(client)
                        .listConversations("talking-bot", null, 10, null)
                        .getItems())
                .singleElement()
                .satisfies(conversation -> {
                    assertThat(conversation.getContactName()).isEqualTo("Anna");
                    assertThat(conversation.getIntegrationId()).isEqualTo(created.getId());
                });
        assertThat(new DeadLettersApi(client)
                        .listDeadLetters("talking-bot", null, null, null, null)
                        .getItems())
                .isEmpty();
    }

    @Test
    void an_error_is_an_exception_with_the_problem_in_it() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> integrations.readIntegration(UUID.randomUUID()))
                .satisfies(error ->
                        assertThat(problem(error).path("type").asString()).isNotEmpty())
                .extracting(ApiException::getCode)
                .isEqualTo(404);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> integrations.createIntegration(newIntegration("", "no number"), null, null))
                .satisfies(error -> assertThat(problem(error).path("errors")).isNotEmpty())
                .extracting(ApiException::getCode)
                .isEqualTo(400);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> new IntegrationsApi(client("no token")).readIntegration(UUID.randomUUID()))
                .extracting(ApiException::getCode)
                .isEqualTo(401);
    }

    private static JsonNode problem(ApiException error) {
        return Json.parse(error.getResponseBody()).orElseThrow();
    }
}
