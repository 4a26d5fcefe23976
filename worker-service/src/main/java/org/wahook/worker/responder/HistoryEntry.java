package org.wahook.worker.responder;

/** One entry of the conversation as the AI is told it. */
public record HistoryEntry(Role role, String content) {

    /** Who said it. */
    public enum Role {
        USER,
        ASSISTANT
    }
}
