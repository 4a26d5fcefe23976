package org.wahook.worker.media;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.graph.MediaUpload;
import org.wahook.worker.graph.SendResult;
import org.wahook.worker.http.CheckedClient;

/**
 * Files that bots name by URL: fetched, checked and uploaded to Meta, so that Meta sends what was checked. The same bytes for
 * the same number are uploaded once for as long as Meta keeps them.
 */
public final class OutboundMedia implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OutboundMedia.class);

    /** Meta keeps an upload for 30 days; a message with it may wait for one, and clocks differ. */
    private static final Duration LIFETIME = Duration.ofDays(28);

    /** Of 100 MB, which is the most there may be. */
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(1);

    private static final int LOCKS = 64;

    private final UrlFetcher fetcher;
    private final GraphMedia graph;
    private final MediaStore store;
    private final MediaMemory memory;
    private final Duration timeout;
    private final OutcomeCounters counters;

    /** Uploads of the same bytes at the same moment wait for one another. */
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /**
     * @param settings of the HTTP client that fetches, such as whose certificates it trusts
     * @param addresses that bots may name
     * @param timeout of fetching a file
     */
    public OutboundMedia(
            Supplier<OkHttpClient> settings,
            OutgoingAddresses addresses,
            GraphMedia graph,
            MediaStore store,
            MediaMemory memory,
            Duration timeout,
            MeterRegistry meters) {
        this.fetcher = new UrlFetcher(settings, addresses, memory);
        this.graph = graph;
        this.store = store;
        this.memory = memory;
        this.timeout = timeout;
        this.counters = new OutcomeCounters(
                "wahook.media.out",
                "Files that bots wanted to be sent, by outcome",
                List.of("uploaded", "reused", "refused", "failed"),
                meters);
    }

    /** @param allowed private addresses that bots may name, and whose certificates are trusted */
    public static OutboundMedia fetching(
            OutgoingAllowed allowed,
            GraphMedia graph,
            MediaStore store,
            MediaMemory memory,
            Duration timeout,
            MeterRegistry meters) {
        return new OutboundMedia(
                () -> CheckedClient.trusting(allowed.trust()),
                OutgoingAddresses.ofClients(allowed),
                graph,
                store,
                memory,
                timeout,
                meters);
    }

    /** What came of one file. */
    public sealed interface Prepared {

        /** Meta has it under this id. */
        record Uploaded(String mediaId) implements Prepared {}

        /** It will not be sent. */
        record Refused(String why) implements Prepared {}

        /** Meta does not take uploads now; the same as of a send. */
        record NotNow(SendResult why) implements Prepared {}
    }

    /** @param url as the bot names it */
    public Prepared prepare(Account account, Kind kind, boolean voice, String url, Optional<String> fileName) {
        try (MediaMemory.Room room = memory.room(account.chatbotId())) {
            UrlFetcher.Wanted wanted = new UrlFetcher.Wanted(kind, voice, url, fileName);
            return switch (fetcher.fetch(wanted, account.settings().bot(), room, timeout)) {
                case UrlFetcher.Fetched.Refused(String why) -> refused(account, kind, why);
                case UrlFetcher.Fetched.File file -> uploadOnce(account, kind, file);
            };
        }
    }

    private Prepared refused(Account account, Kind kind, String why) {
        counters.count("refused");
        log.info("The {} that the bot of {} names is not sent: {}", kind.word(), account.chatbotId(), why);
        return new Prepared.Refused(why);
    }

    private Prepared uploadOnce(Account account, Kind kind, UrlFetcher.Fetched.File file) {
        String sha256 = file.bytes().sha256().hex();
        ReentrantLock lock = locks.get(Math.floorMod((account.phoneNumberId() + sha256).hashCode(), LOCKS));
        boolean alone = lockWithin(lock);
        try {
            Optional<String> before = store.uploadedBefore(account.phoneNumberId(), sha256, file.mimeType());
            if (before.isPresent()) {
                counters.count("reused");
                return new Prepared.Uploaded(before.get());
            }
            return switch (graph.upload(
                    account.phoneNumberId(),
                    account.accessToken(),
                    file.bytes(),
                    file.mimeType(),
                    file.fileName(),
                    UPLOAD_TIMEOUT)) {
                case MediaUpload.Uploaded(String id) -> {
                    store.uploaded(account.phoneNumberId(), sha256, file.mimeType(), id, LIFETIME);
                    counters.count("uploaded");
                    yield new Prepared.Uploaded(id);
                }
                case MediaUpload.Failed(SendResult.Refused(String why)) -> refused(account, kind, why);
                case MediaUpload.Failed(SendResult why) -> {
                    counters.count("failed");
                    yield new Prepared.NotNow(why);
                }
            };
        } finally {
            if (alone) {
                lock.unlock();
            }
        }
    }

    /** Whoever does not get it in time goes on alone: a second upload does no harm. */
    private boolean lockWithin(ReentrantLock lock) {
        try {
            return lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Meta refused a message with it: it is uploaded anew the next time. */
    public void forget(Account account, String mediaId) {
        store.forget(account.phoneNumberId(), mediaId);
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
