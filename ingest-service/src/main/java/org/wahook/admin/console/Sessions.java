package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who is logged in. A session has a random id, which the browser keeps in a cookie and of which we keep a hash; it ends
 * after an hour without a visit, after twelve in any case, and with this process. A page that is left open and asks again
 * by itself is no visit.
 */
final class Sessions {

    static final String COOKIE = "wahook_console";

    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int MOST = 1_000;
    private static final int ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Kept> open;
    private final Ticker ticker;

    private record Kept(Session session, long began) {}

    Sessions(Ticker ticker) {
        this.ticker = ticker;
        open = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(ticker)
                .expireAfter(Expiry.<String, Kept>accessing((id, kept) -> left(kept)))
                .build();
    }

    /** Answers the id of a new session. */
    String begin() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        open.put(hash(id), new Kept(new Session(), ticker.read()));
        return id;
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(open.getIfPresent(hash(id))).map(Kept::session);
    }

    /** The same, and the session ends as early as if nobody had asked. */
    Optional<Session> peek(String id) {
        return Optional.ofNullable(open.policy().getIfPresentQuietly(hash(id))).map(Kept::session);
    }

    void end(String id) {
        open.invalidate(hash(id));
    }

    /** @param id empty to take it away */
    static String cookie(String id, boolean secure) {
        return "%s=%s; Path=/console; HttpOnly; SameSite=Strict; Max-Age=%d%s"
                .formatted(COOKIE, id, id.isEmpty() ? 0 : LONGEST.toSeconds(), secure ? "; Secure" : "");
    }

    private Duration left(Kept kept) {
        Duration ofAll = LONGEST.minusNanos(ticker.read() - kept.began());
        return ofAll.compareTo(IDLE) < 0 ? (ofAll.isNegative() ? Duration.ZERO : ofAll) : IDLE;
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
