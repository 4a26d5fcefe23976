package org.wahook.shared.account;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.secrets.Encryption;

/**
 * The active accounts by their number. Cached; {@link ClientChanges} drops entries that have changed, and a short time
 * to live bounds how long a missed change lasts. A number that nobody owns is not cached: its account may be added any
 * moment. Turns that find the same number expired at the same time wait for one look into the database.
 */
public final class Accounts {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final int MOST_NUMBERS = 100_000;

    private static final String BY_NUMBER = """
            SELECT a.id, a.chatbot_id, a.phone_number_id, a.access_token, a.paused_reason, a.next_try_at,
                   c.api_key, c.signing_secret, c.transcription_key,
                   c.settings::text AS settings
            FROM whatsapp_accounts a JOIN chatbots c ON c.id = a.chatbot_id
            WHERE a.phone_number_id = ANY (:numbers) AND a.status = 'active' AND c.status = 'active'
            ORDER BY a.created_at, a.id
            """;

    private static final String BY_VERIFY_TOKEN = """
            SELECT EXISTS (
                SELECT 1 FROM whatsapp_accounts a JOIN chatbots c ON c.id = a.chatbot_id
                WHERE a.verify_token = :token AND a.status = 'active' AND c.status = 'active')
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final LoadingCache<String, List<Account>> byNumber = Caffeine.newBuilder()
            .maximumSize(MOST_NUMBERS)
            .expireAfterWrite(TIME_TO_LIVE)
            .build(new CacheLoader<>() {
                @Override
                public List<Account> load(String number) {
                    return Accounts.this.load(Set.of(number)).getOrDefault(number, List.of());
                }

                @Override
                public Map<String, List<Account>> loadAll(Set<? extends String> numbers) {
                    return Accounts.this.load(numbers);
                }
            });

    /** Grows with every change heard of. What was read before a change must not be cached after it. */
    private final AtomicLong changes = new AtomicLong();

    /** Accounts whose secrets could not be read when they were last loaded: said once. */
    private final Set<UUID> unreadable = ConcurrentHashMap.newKeySet();

    /** For secrets in clear. */
    public Accounts(Jdbi jdbi) {
        this(jdbi, Encryption.none());
    }

    public Accounts(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /** The accounts of one number; empty where no active client has it. */
    public List<Account> byPhoneNumberId(String phoneNumberId) {
        long changesBefore = changes.get();
        List<Account> found = byNumber.get(phoneNumberId);
        if (found.isEmpty()) {
            byNumber.invalidate(phoneNumberId);
        }
        forgetIfChangedSince(changesBefore, List.of(phoneNumberId));
        return found;
    }

    /** The accounts of many numbers in at most one round trip; a number that nobody owns is not in the map. */
    public Map<String, List<Account>> byPhoneNumberIds(Collection<String> phoneNumberIds) {
        long changesBefore = changes.get();
        Map<String, List<Account>> found = byNumber.getAll(phoneNumberIds);
        forgetIfChangedSince(changesBefore, phoneNumberIds);
        return found;
    }

    /** What was read while something changed may be older than the change. */
    private void forgetIfChangedSince(long changesBefore, Collection<String> numbers) {
        if (changes.get() != changesBefore) {
            byNumber.invalidateAll(numbers);
        }
    }

    /** One account, by its number and id; empty where it is no longer active. */
    public Optional<Account> find(String phoneNumberId, UUID id) {
        return byPhoneNumberId(phoneNumberId).stream()
                .filter(account -> account.id().equals(id))
                .findFirst();
    }

    /** Whether an active account has this verify token. An empty one matches nothing. */
    public boolean hasVerifyToken(String token) {
        return !token.isEmpty()
                && jdbi.withHandle(handle -> handle.createQuery(BY_VERIFY_TOKEN)
                        .bind("token", token)
                        .mapTo(Boolean.class)
                        .one());
    }

    void forgetNumber(String phoneNumberId) {
        changes.incrementAndGet();
        byNumber.invalidate(phoneNumberId);
    }

    void forgetChatbot(String chatbotId) {
        changes.incrementAndGet();
        byNumber.asMap()
                .values()
                .removeIf(accounts -> accounts.stream()
                        .anyMatch(account -> account.chatbotId().equals(chatbotId)));
    }

    void forgetAll() {
        changes.incrementAndGet();
        byNumber.invalidateAll();
    }

    private Map<String, List<Account>> load(Set<? extends String> numbers) {
        Map<String, List<Account>> loaded = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(BY_NUMBER)
                .bind("numbers", numbers.toArray(String[]::new))
                .map((row, context) -> account(row))
                .forEach(account -> loaded.computeIfAbsent(account.phoneNumberId(), number -> new ArrayList<>())
                        .add(account)));
        loaded.replaceAll((number, accounts) -> List.copyOf(accounts));
        return loaded;
    }

    private Account account(ResultSet row) throws SQLException {
        StoredAccount stored = new StoredAccount(
                row.getObject("id", UUID.class),
                row.getString("chatbot_id"),
                row.getString("phone_number_id"),
                row.getString("api_key"),
                row.getString("access_token"),
                row.getString("signing_secret"),
                row.getString("transcription_key"),
                Optional.ofNullable(row.getString("paused_reason")),
                Optional.ofNullable(row.getObject("next_try_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                ClientSettings.read(row.getString("settings")));
        StoredAccount.Unsealed unsealed = stored.unseal(encryption);
        if (unsealed.problem().isEmpty()) {
            unreadable.remove(stored.id());
        } else if (unreadable.add(stored.id())) {
            log.error(
                    "Account {} of chatbot {} is paused: {}",
                    stored.id(),
                    stored.chatbotId(),
                    unsealed.problem().get());
        }
        return unsealed.account();
    }
}
