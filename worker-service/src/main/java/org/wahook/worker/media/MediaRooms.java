package org.wahook.worker.media;

/** All that turns need of media. */
public record MediaRooms(InboundMedia inbound, Transcription transcription, MediaStore store, OutboundMedia outbound)
        implements AutoCloseable {

    @Override
    public void close() {
        transcription.close();
        outbound.close();
    }
}
