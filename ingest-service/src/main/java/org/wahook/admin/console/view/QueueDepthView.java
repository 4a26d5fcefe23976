package org.wahook.admin.console.view;

/**
 * A queue and its depth.
 *
 * @param use what it is for, in a few words
 * @param alarming whether messages in it need attention
 */
public record QueueDepthView(String queue, long ready, long consumers, String use, boolean alarming) {

    public static QueueDepthView of(String queue, long ready, long consumers) {
        boolean dead = queue.endsWith(".dead") || queue.equals("whatsapp.unrouted");
        return new QueueDepthView(queue, ready, consumers, use(queue), dead && ready > 0);
    }

    private static String use(String queue) {
        return switch (queue) {
            case "whatsapp.events" -> "webhooks that wait to be routed";
            case "whatsapp.unrouted" -> "webhooks of numbers that no active client has";
            case "whatsapp.callbacks" -> "answers that bots have called back";
            case "whatsapp.events.dead" -> "webhooks, or parts of them, that were given up";
            case "whatsapp.replies.dead" -> "replies that were given up";
            default -> queue.startsWith("whatsapp.wait.") ? "waits for its next attempt" : "conversations to answer";
        };
    }
}
