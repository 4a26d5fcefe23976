package org.wahook.shared.bot;

/**
 * A kind of bot that a client may have. An implementation only maps: what to ask over HTTP, and what the answers mean.
 * {@link BotCaller} makes the calls.
 */
@FunctionalInterface
public interface Bot {

    /** The first step of asking for a turn's reply. */
    BotStep ask(BotTurn turn);
}
