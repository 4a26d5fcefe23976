package org.wahook.worker.media;

import java.util.Optional;
import org.wahook.worker.media.store.MediaKeeping;

/**
 * All that turns need of media.
 *
 * @param keeping nothing where no customer's file is kept
 */
public record MediaRooms(
        InboundMedia inbound,
        Transcription transcription,
        MediaStore store,
        OutboundMedia outbound,
        Optional<MediaKeeping> keeping)
        implements AutoCloseable {

    /** Where nothing is kept. */
    public MediaRooms(InboundMedia inbound, Transcription transcription, MediaStore store, OutboundMedia outbound) {
        this(inbound, transcription, store, outbound, Optional.empty());
    }

    @Override
    public void close() {
        transcription.close();
        outbound.close();
        keeping.ifPresent(MediaKeeping::close);
    }
}
