package org.wahook.shared.broker;

/**
 * What lies in a queue.
 *
 * @param messages that are ready to be delivered; those that a consumer has in hand don't count
 */
public record QueueDepth(String queue, long messages, long consumers) {}
