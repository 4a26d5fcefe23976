package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do besides writing to the bot, and what the card of the next message shows that the AI was told of it. */
class PhoneConversationTest {

    private static final String FLORIST = "The florist";

    @RegisterExtension
    static final PhonePage page = new PhonePage();

    @Test
    void a_persons_answer_is_told_as_an_answer() {
        page.open(FLORIST, "Anna");
        page.sayAndGetAnswer("two roses");
        page.pressAndConfirm("A person answers");
        page.browser().see(".theirs.echo", "One of us here");

        page.say("thank you");

        page.told(
                "user: two roses",
                "assistant: You said: two roses",
                "assistant: One of us here: I look after this myself.",
                "user: thank you");
    }

    @Test
    void the_words_of_an_edit_are_told_instead_of_the_first_ones() {
        page.open(FLORIST, "Bob");
        page.sayAndGetAnswer("two pies");
        page.browser().type("#text", "three pies");
        page.pressAndConfirm("Edit the last");
        page.browser().see(".mine.edit", "three pies");

        page.say("how much?");

        page.told("user: three pies", "assistant: You said: two pies", "user: how much?");
    }

    @Test
    void a_deleted_message_is_not_told() {
        page.open("Support", "Bob");
        page.sayAndGetAnswer("good morning");
        page.sayAndGetAnswer("my code is 4711");
        page.pressAndConfirm("Delete the last");
        page.browser().see(".mine.delete", "(deleted the last message)");

        page.say("what do you know?");

        // The bot's reply was sent and stays.
        page.told(
                "user: good morning",
                "assistant: You said: good morning",
                "assistant: You said: my code is 4711",
                "user: what do you know?");
    }

    @Test
    void what_is_said_in_a_group_is_not_told_in_the_private_chat_and_not_answered() {
        page.open(FLORIST, "Dara");
        page.sayAndGetAnswer("hello");
        page.browser().type("#text", "only for the group");
        page.pressAndConfirm("In a group");
        page.browser().see(".mine.group", "only for the group");

        page.say("and now?");

        page.told("user: hello", "assistant: You said: hello", "user: and now?");
        assertThat(page.browser().text(".journey:nth-child(2) .title")).contains("only for the group");
        assertThat(page.browser().count(".journey:nth-child(2) .told")).isZero();
        assertThat(page.repliesTo("only for the group")).isZero();
    }

    @Test
    void with_a_new_number_the_conversation_goes_on() {
        page.open(FLORIST, "Chiyo");
        page.sayAndGetAnswer("I move");
        page.pressAndConfirm("New number");
        page.browser().see(".mine.number", "(has a new phone number now)");

        page.sayAndGetAnswer("still me");

        page.told("user: I move", "assistant: You said: I move", "user: still me");
    }
}
