package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import org.wahook.testbed.responder.Turn;

class LongReplyTest {

    private static final int LENGTH = 10_000;

    private static StoryFixture stage;
    private static Client shop;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open();
        shop = stage.client("shop");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void goes_out_in_order_as_several_messages_and_no_word_is_lost() {
        Customer anna = Customer.withPhone("4915100000001", "Anna");
        String reply = words();
        stage.ai().answer(asked -> new Reply(reply));

        String wamid = stage.say(shop, anna, "tell me all");
        stage.settle();

        List<String> parts = partsTo(anna);
        assertThat(parts)
                .hasSizeGreaterThan(2)
                .allSatisfy(part ->
                        assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096));
        assertThat(String.join(" ", parts)).isEqualTo(reply);
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
        assertThat(stage.query("SELECT text FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id"
                        + " WHERE m.direction = 'outbound' AND m.status = 'sent' AND c.contact_id = '4915100000001'"
                        + " ORDER BY m.id"))
                .as("kept with the white space between them")
                .extracting(String::stripTrailing)
                .isEqualTo(parts);

        stage.ai().answerNormally();
        stage.say(shop, anna, "thanks");
        stage.settle();
        assertThat(stage.ai().asked().getLast().query())
                .containsExactly(
                        new Turn("user", "tell me all"), new Turn("assistant", reply), new Turn("user", "thanks"));
    }

    @Test
    void without_any_space_is_never_cut_inside_of_an_emoji() {
        Customer bob = Customer.withPhone("4915100000002", "Bob");
        String reply = "x" + "😀".repeat(LENGTH / 2);
        stage.ai().answer(asked -> new Reply(reply));

        stage.say(shop, bob, "smile");
        stage.settle();

        List<String> parts = partsTo(bob);
        assertThat(String.join("", parts)).isEqualTo(reply);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
        });
    }

    @Test
    void goes_on_with_the_part_that_was_refused_and_repeats_none() {
        Customer carol = Customer.withPhone("4915100000003", "Carol");
        String reply = words();
        String middle = reply.substring(5000, 5020);
        stage.ai().answer(asked -> new Reply(reply));
        stage.meta()
                .behaveTimes(
                        2,
                        request -> request.contactId().equals(carol.phone())
                                && request.text().contains(middle),
                        new Fail(400, 130429, "(#130429) Rate limit hit"));

        stage.say(shop, carol, "tell me all");
        stage.settle();

        assertThat(String.join(" ", partsTo(carol))).isEqualTo(reply);
        assertThat(stage.askedBy(shop, carol)).hasSize(1);
    }

    private static List<String> partsTo(Customer customer) {
        return stage.meta().sentTo(StoryFixture.contactId(customer)).stream()
                .map(SentMessage::text)
                .toList();
    }

    private static String words() {
        List<String> vocabulary = List.of("Straße", "😀😀", "one", "👩‍👩‍👧", "thing", "naïve", "日本語", "a");
        return new Random(7)
                .ints(LENGTH, 0, vocabulary.size())
                .mapToObj(vocabulary::get)
                .collect(Collectors.joining(" "))
                .substring(0, LENGTH)
                .replaceAll("\\S+$", "end");
    }
}
