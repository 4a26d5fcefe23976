package org.wahook.testbed.protocol;

/** A property that does not hold. */
public enum Violation {
    FORGOTTEN("a message waits for ever: it has no job, no holder and no sweeper"),
    ANSWERED_WITHOUT_REPLY("a message is marked as answered though nothing was sent"),
    ANSWERED_TWICE("a message has two accepted replies though no status came late"),
    SENT_TWICE("a person's message was accepted twice though no status came late"),
    OUT_OF_ORDER("a reply or a person's message overtook an earlier one"),
    BOT_DURING_PAUSE("the bot began to send during a pause"),
    GIVEN_UP_DURING_PAUSE("a message was given up during a pause"),
    FAILED_WITHOUT_LETTER("a message is failed and no letter names it"),
    LETTER_WITHOUT_MARKS("a letter names a message that is not failed"),
    EMPTY_LETTER("a letter names no message"),
    ENDLESS_LETTERS("letters are written without end"),
    FAILED_THOUGH_ANSWERED("a message is failed though its reply was accepted and known"),
    SORRY_AND_ANSWERED("the customer got both the fallback reply and an answer"),
    DRAFT_LEFT("a draft of the bot lies though its question is done"),
    ANSWER_WAITS("an answer was called back in time and waits for its deadline"),
    ANSWER_LOST("an answer was called back in time and its question given up without it"),
    WAITS_IN_VAIN("a message waits for an answer that is not about it, though it cancels the wait"),
    FOLLOWED_UP_TWICE("a follow-up was accepted twice though no status came late"),
    FOLLOWED_UP_IN_VAIN("the bot was asked for a follow-up though a message had come"),
    TOO_MANY_JOBS("jobs are published without end");

    private final String words;

    Violation(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
