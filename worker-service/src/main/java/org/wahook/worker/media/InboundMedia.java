package org.wahook.worker.media;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.graph.GraphMedia.Granted;
import org.wahook.worker.graph.MediaDownload;
import org.wahook.worker.graph.MediaDownload.Cause;

/** Customers' photos, voice notes and files, fetched when a bot is asked and dropped when it has answered. */
public final class InboundMedia {

    private static final Logger log = LoggerFactory.getLogger(InboundMedia.class);

    /** The bytes, their Base64 form, the data URL of it, the request, and what grows while one is made of the other. */
    private static final int TIMES_IN_MEMORY = 6;

    private static final long MIB = 1024L * 1024;
    private static final long LARGEST_IMAGE = 10 * MIB;
    private static final long LARGEST_STICKER = MIB;

    private final GraphMedia graph;
    private final MediaMemory memory;
    private final Duration timeout;
    private final long largest;
    private final OutcomeCounters counters;
    private final Breakers breakers = new Breakers();

    /**
     * @param timeout of all media of a turn together
     * @param largest bytes of one file
     */
    public InboundMedia(GraphMedia graph, MediaMemory memory, Duration timeout, long largest, MeterRegistry meters) {
        this.graph = graph;
        this.memory = memory;
        this.timeout = timeout;
        this.largest = Math.min(largest, memory.most() / TIMES_IN_MEMORY);
        this.counters = new OutcomeCounters(
                "wahook.media.in",
                "Customers' files that were to be fetched from Meta, by outcome",
                List.of("fetched", "too_large", "expired", "refused", "unavailable"),
                meters);
    }

    /** A file of a customer. */
    public sealed interface Fetched {

        /** @param mimeType by the bytes, without parameters */
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record File(byte[] bytes, String mimeType) implements Fetched {}

        /** @param error as bots of contract 2 are told */
        record Missing(String error) implements Fetched {}
    }

    /** For one turn; holds what it fetches until it is closed. */
    public ForTurn open() {
        return new ForTurn();
    }

    /** The files of one turn. Used by one thread. */
    public final class ForTurn implements AutoCloseable {

        private final Map<String, Fetched> fetched = new HashMap<>();
        private final List<MediaMemory.Room> rooms = new ArrayList<>();
        private Duration left = timeout;

        private ForTurn() {}

        /**
         * The bytes of a file, the same again for the same id.
         *
         * @param type of the message, as Meta names it
         */
        public Fetched fetch(Account account, String type, String mediaId) {
            Fetched before = fetched.get(mediaId);
            if (before != null) {
                return before;
            }
            long began = System.nanoTime();
            Fetched now = download(account, type, mediaId);
            left = left.minusNanos(System.nanoTime() - began);
            fetched.put(mediaId, now);
            return now;
        }

        private Fetched download(Account account, String type, String mediaId) {
            MediaDownload download = !left.isPositive()
                    ? MediaDownload.failed(Cause.UNAVAILABLE, "no time is left for it")
                    : breakers.ask(
                            account.phoneNumberId(),
                            () -> graph.download(
                                    account.phoneNumberId(),
                                    account.accessToken(),
                                    mediaId,
                                    left,
                                    announced -> reserve(account, type, announced)),
                            answer -> answer instanceof MediaDownload.Failed(Cause cause, String error)
                                    && cause == Cause.UNAVAILABLE,
                            MediaDownload.failed(Cause.UNAVAILABLE, "too many of the last downloads failed"));
            return checked(account, type, download);
        }

        /** So much room as was announced, since Meta tells the truth; where it says nothing, the most there may be. */
        private Granted reserve(Account account, String type, long announced) {
            long most = Math.min(largest, largestOf(type));
            if (announced > most) {
                return nothing(Cause.TOO_LARGE, "it has %d bytes, more than %d".formatted(announced, most));
            }
            long granted = announced > 0 ? announced : most;
            Optional<MediaMemory.Room> room = memory.reserve(account.chatbotId(), granted * TIMES_IN_MEMORY, left);
            room.ifPresent(rooms::add);
            return room.isPresent()
                    ? new Granted.Bytes(granted)
                    : nothing(Cause.UNAVAILABLE, "other media take all the memory that media may have");
        }

        @Override
        public void close() {
            fetched.clear();
            rooms.forEach(MediaMemory.Room::close);
        }
    }

    private static Granted nothing(Cause cause, String why) {
        return new Granted.Nothing(new MediaDownload.Failed(cause, why));
    }

    private static long largestOf(String type) {
        return switch (type) {
            case "image" -> LARGEST_IMAGE;
            case "sticker" -> LARGEST_STICKER;
            default -> Long.MAX_VALUE;
        };
    }

    private Fetched checked(Account account, String type, MediaDownload download) {
        return switch (download) {
            case MediaDownload.Bytes(byte[] bytes, String declared) -> {
                Optional<String> mimeType = FileTypes.received(type, bytes, declared);
                yield mimeType.isPresent()
                        ? got(bytes, mimeType.get())
                        : missing(account, Cause.REFUSED, "its bytes are no " + type);
            }
            case MediaDownload.Failed(Cause cause, String error) -> missing(account, cause, error);
        };
    }

    private Fetched got(byte[] bytes, String mimeType) {
        counters.count("fetched");
        return new Fetched.File(bytes, mimeType);
    }

    private Fetched missing(Account account, Cause cause, String error) {
        counters.count(cause.word());
        log.info("A customer's file is not fetched for the bot of {}: {}", account.chatbotId(), error);
        return new Fetched.Missing(cause.word());
    }
}
