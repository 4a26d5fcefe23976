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
    SWEEPER
}
