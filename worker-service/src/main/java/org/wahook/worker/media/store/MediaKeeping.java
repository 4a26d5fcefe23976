package org.wahook.worker.media.store;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.ThrottledWarning;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.media.MediaLinks;
import org.wahook.worker.media.Breakers;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.InboundMedia.Fetched;
import org.wahook.worker.media.store.KeptFiles.Candidate;

/**
 * Keeps the files of a turn for a client that wants it, and gives links to them. What can't be fetched or kept is left out: the
 * turn goes on without. The bytes are those that the turn holds for the bot, in the memory that is reserved for them.
 */
public final class MediaKeeping implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MediaKeeping.class);

    /** Of those that wait at a time, the newest: as many as a bot is given. */
    private static final int MOST_OF_A_TURN = 10;

    private static final String THE_STORE = "store";

    private final KeptFiles files;
    private final ObjectStore store;
    private final MediaLinks links;
    private final Duration timeout;
    private final Clock clock;
    private final StoreMeters meters;
    private final Breakers breakers = new Breakers();
    private final ThrottledWarning failures =
            new ThrottledWarning(log, "A customer's file is not kept; the message is answered without");

    /** @param timeout of all files of a turn together */
    public MediaKeeping(
            KeptFiles files, ObjectStore store, MediaLinks links, Duration timeout, Clock clock, StoreMeters meters) {
        this.files = files;
        this.store = store;
        this.links = links;
        this.timeout = timeout;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Fetches and keeps what these messages have, unless it is kept already.
     *
     * @return links by message
     */
    public Map<Long, BotTurn.Link> keep(Account account, List<Long> messages, InboundMedia.ForTurn media) {
        Map<Long, BotTurn.Link> kept = new HashMap<>();
        if (!account.settings().keepMedia()) {
            return kept;
        }
        Duration left = timeout;
        for (Candidate one :
                files.candidates(messages).stream().limit(MOST_OF_A_TURN).toList()) {
            if (one.stored().isPresent()) {
                KeptFiles.Stored stored = one.stored().get();
                kept.put(one.messageId(), link(stored.objectKey(), stored.bytes()));
            } else if (media.fetch(account, one.type(), one.mediaId())
                    instanceof Fetched.File(byte[] bytes, String mimeType)) {
                long began = System.nanoTime();
                keep(account, one, bytes, mimeType, left)
                        .ifPresent(key -> kept.put(one.messageId(), link(key, bytes.length)));
                left = left.minusNanos(System.nanoTime() - began);
            }
        }
        return kept;
    }

    private Optional<String> keep(Account account, Candidate one, byte[] bytes, String mimeType, Duration left) {
        ServedFile as = ServedFile.of(one.messageId(), mimeType);
        Optional<String> key = files.begin(
                one.messageId(), ObjectKey.create(account.chatbotId(), clock.instant()), as.mimeType(), bytes.length);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        boolean put = left.isPositive()
                && breakers.ask(THE_STORE, () -> put(account, key.get(), bytes, as, left), done -> !done, false);
        if (!put) {
            meters.kept("failed");
            return Optional.empty();
        }
        meters.kept("kept");
        return key.filter(it -> files.stored(one.messageId(), it));
    }

    private boolean put(Account account, String key, byte[] bytes, ServedFile as, Duration left) {
        try {
            store.put(key, bytes, as, left);
            return true;
        } catch (StoreFailedException e) {
            failures.say("of %s: %s".formatted(account.chatbotId(), e.why()));
            return false;
        }
    }

    private BotTurn.Link link(String key, long bytes) {
        MediaLinks.Link link = links.to(key);
        return new BotTurn.Link(link.url(), link.expiresAt(), bytes);
    }

    @Override
    public void close() {
        store.close();
        links.close();
    }
}
