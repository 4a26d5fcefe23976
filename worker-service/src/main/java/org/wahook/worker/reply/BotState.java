package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the bot may answer in a conversation, or a person has taken it over.
 *
 * @param version grows with each change of it that somebody made
 * @param pauseLeft until the pause ends by itself; empty where it doesn't, or there is none
 */
public record BotState(boolean paused, long version, Optional<Duration> pauseLeft) {}
