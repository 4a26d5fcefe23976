package org.wahook.testbed.protocol;

/** A guard of the protocol. Each can be taken out, so that a test shows which fault of it the search then finds. */
public enum Mend {
    /** A turn that is given up wakes up what people wrote, and not only what the customer wrote. */
    LEFT_OVER_SEES_PEOPLE,
    /** Who holds the turn delays its job or gives it up though the channel is closed, and looks at it after the claim. */
    HELD_TURN_ENDS_NO_JOB,
    /** Giving up fails the parts of a reply only where their question fails too. */
    GIVES_UP_OWN_PARTS,
    /** Giving up, holding a turn and the fallback reply compare the number of the turn, and not only its job. */
    FENCED_BY_NUMBER,
    /** A part that Meta may have is uncertain after a dead letter and its replay too. */
    KEEPS_UNCERTAINTY,
    /** An exception that nobody expected gives up what is pending. */
    UNEXPECTED_NAMES_MESSAGES,
    /** A turn that a pause has taken can't be given up. */
    PAUSE_SHELTERS,
    /** A free or expired turn with unfinished messages is found, and a job is published for it. */
    SWEEPER,
    /** With supersede it does not, where a message has come since the claim. */
    SUPERSEDED_SEES_MESSAGES,
    /** What is waited for has a timer at its deadline. */
    WAIT_HAS_TIMER,
    /** A timer is put off when its job is published, and not deleted. */
    TIMER_COMES_AGAIN,
    /** A callback that comes again publishes the job that its worker did not. */
    CALLBACK_WAKES_AGAIN,
    /** A callback wakes up the job that has the turn, which may be another than the one that asked. */
    ANSWER_WAKES_HOLDER,
    /** A new callback takes no answer away that has come in that moment. */
    OFFER_KEEPS_ANSWERS,
    /** The deadline takes no answer away that has come in that moment. */
    DEADLINE_SEES_ANSWERS,
    /** A follow-up is not made once a message has come. */
    FOLLOW_UP_SEES_MESSAGES,
    /** Its timer remembers the turn whose reply was kept. */
    FOLLOW_UP_KNOWS_ITS_REPLY,
    /** Who has lost the turn changes nothing of that. */
    FOLLOW_UP_IS_FENCED,
    /** What was kept for it is given up with it. */
    FOLLOW_UP_LEAVES_NO_DRAFT,
    /** Its timer is not forgotten while a reply to it waits to be sent. */
    FOLLOW_UP_STAYS_WITH_ITS_REPLY
}
