package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;

/** A simulated bot for each test, and what its answers mean in a line. */
abstract class BotFixture {

    final AskedBot bot = new AskedBot();

    @AfterEach
    void close() {
        bot.close();
    }

    static BotAnswer.Reply reply(BotAnswer answer) {
        assertThat(answer).isInstanceOf(BotAnswer.Reply.class);
        return (BotAnswer.Reply) answer;
    }

    /** {@code text:Hi|buttons:Book it?}, or {@code !ERROR}. */
    static String inShort(BotAnswer answer) {
        return switch (answer) {
            case BotAnswer.Reply said ->
                String.join(
                                "|",
                                said.messages().stream()
                                        .map(one -> one.content().type() + ":"
                                                + one.content().plainText().replace("\n", "/"))
                                        .toList())
                        + said.actions().stream().map(one -> "+" + one.name()).reduce("", String::concat);
            case BotAnswer.Pending pending -> "pending:" + pending.reference();
            case BotAnswer.Failed failed -> "!" + failed.kind();
        };
    }
}
