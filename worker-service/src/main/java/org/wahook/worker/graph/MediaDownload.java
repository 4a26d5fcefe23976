package org.wahook.worker.graph;

/** What came of fetching a customer's file from Meta. */
public sealed interface MediaDownload {

    /** @param mimeType as Meta says; the bytes may say otherwise */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Bytes(byte[] bytes, String mimeType) implements MediaDownload {}

    /** @param error for logs, without a URL */
    record Failed(Cause cause, String error) implements MediaDownload {}

    /** As bots of contract 2 are told. */
    enum Cause {
        /** Larger than is fetched for a bot. */
        TOO_LARGE("too_large"),
        /** Meta has it no more. */
        EXPIRED("expired"),
        /** Its URL is no longer good. */
        URL_EXPIRED("expired"),
        /** Meta does not give it, or it is not what it should be. */
        REFUSED("refused"),
        /** Not now. */
        UNAVAILABLE("unavailable");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    static Failed failed(Cause cause, String error) {
        return new Failed(cause, error);
    }
}
