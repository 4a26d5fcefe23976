package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.Turn;

/** What one customer writes to one client, in order, and the proof that all of it went as it should. */
record Conversation(Client client, Customer customer, List<String> messages) {

    /** Messages that name the client, the customer and their place. */
    static Conversation of(Client client, Customer customer, int messages) {
        return new Conversation(
                client,
                customer,
                IntStream.range(0, messages)
                        .mapToObj(i -> client.name() + "-" + customer.phone() + "-" + i)
                        .toList());
    }

    /** The webhook of one message; the text makes its id. */
    byte[] webhook(String message, Instant at) {
        return WebhookBodies.text(client.number(), customer, "wamid." + message, at, message);
    }

    /**
     * Every message is in exactly one reply, replies and questions are in order, each question is the whole
     * conversation up to then and ends with what it asks, and all of it is the client's own.
     *
     * <p>The response API must have answered with {@link Replies#naming}, and no question may have been asked twice.
     */
    static void assertAllWentWell(StoryFixture stage, List<Conversation> conversations) {
        Map<String, List<ReceivedQuestion>> asked =
                stage.ai().asked().stream().collect(Collectors.groupingBy(ReceivedQuestion::uniqueClientId));
        Map<String, List<SentMessage>> sent =
                stage.meta().sent().stream().collect(Collectors.groupingBy(one -> one.token() + " " + one.contactId()));
        for (Conversation conversation : conversations) {
            conversation.assertWentWell(
                    asked.getOrDefault(
                            conversation.client().uniqueClientId(StoryFixture.contactId(conversation.customer())),
                            List.of()),
                    sent.getOrDefault(
                            conversation.client().accessToken() + " " + StoryFixture.contactId(conversation.customer()),
                            List.of()));
        }
        assertThat(asked).as("nobody else was asked for").hasSize(conversations.size());
        assertThat(sent).as("nobody else got a reply").hasSize(conversations.size());
        int messages =
                conversations.stream().mapToInt(one -> one.messages().size()).sum();
        assertThat(stage.query("SELECT status FROM messages WHERE direction = 'inbound'"))
                .hasSize(messages)
                .containsOnly("answered");
        assertThat(stage.query("SELECT wa_message_id FROM messages WHERE direction = 'outbound' AND status = 'sent'"))
                .containsExactlyInAnyOrderElementsOf(
                        stage.meta().sent().stream().map(SentMessage::wamid).toList());
    }

    private void assertWentWell(List<ReceivedQuestion> asked, List<SentMessage> sent) {
        assertThat(Replies.answeredBy(sent)).as("each message once, in order").isEqualTo(messages);
        assertThat(sent).extracting(SentMessage::to).containsOnly("+" + customer.phone());
        assertThat(sent)
                .extracting(SentMessage::phoneNumberId)
                .containsOnly(client.number().phoneNumberId());
        assertThat(asked).extracting(ReceivedQuestion::chatbotId).containsOnly(client.chatbotId());
        assertThat(asked).extracting(ReceivedQuestion::converslyWebId).containsOnly(client.apiKey());
        assertThat(asked).extracting(ReceivedQuestion::query).isEqualTo(expectedQuestions(sent));
    }

    /** The history that each reply must have been made from, as the replies tell what they answer. */
    private static List<List<Turn>> expectedQuestions(List<SentMessage> sent) {
        List<List<Turn>> questions = new ArrayList<>();
        List<Turn> said = new ArrayList<>();
        for (SentMessage reply : sent) {
            Replies.answeredBy(reply).forEach(message -> said.add(new Turn("user", message)));
            questions.add(List.copyOf(said));
            said.add(new Turn("assistant", reply.text()));
        }
        return questions;
    }
}
