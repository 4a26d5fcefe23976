package org.wahook.worker.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.SqlArrays;
import org.wahook.platform.telemetry.Redaction;
import tools.jackson.databind.JsonNode;

/**
 * What Meta says about accounts: errors of a number, and the state of a WhatsApp Business Account. It shows in the
 * account's health; some of it stops sending, or lets it go on.
 */
final class AccountNews {

    private static final Logger log = LoggerFactory.getLogger(AccountNews.class);

    private static final Set<String> STOPS = Set.of("ACCOUNT_OFFBOARDED", "ACCOUNT_DELETED", "PARTNER_REMOVED");
    private static final Set<String> GOES_ON = Set.of("ACCOUNT_RECONNECTED", "PARTNER_APP_INSTALLED", "PARTNER_ADDED");

    /**
     * The app that was removed may be another partner's. Where it was ours, Meta refuses the token, and that stops the
     * sending.
     */
    private static final Set<String> WARNS = Set.of(
            "PARTNER_APP_UNINSTALLED",
            "ACCOUNT_RESTRICTION",
            "ACCOUNT_VIOLATION",
            "PARTNER_CLIENT_CERTIFICATION_NEEDED");

    private static final String NOTE = """
            UPDATE whatsapp_account_health h SET last_error = news.line, last_error_at = now()
            FROM unnest(:keys, :lines) AS news (key, line)
            CROSS JOIN whatsapp_accounts a
            WHERE h.account_id = a.id AND a.status = 'active' AND news.key <> '' AND %s
            """;

    private static final String NOTE_NUMBER = NOTE.formatted("news.key = a.phone_number_id");

    /** As the client was set up, or as Meta has named it with the number. */
    private static final String NOTE_WABA = NOTE.formatted("news.key IN (a.business_account_id, h.waba_id)");

    private static final String OF_WABA = """
            id IN (SELECT a.id FROM whatsapp_accounts a
                   LEFT JOIN whatsapp_account_health h ON h.account_id = a.id
                   WHERE :waba <> '' AND :waba IN (a.business_account_id, h.waba_id))
            """;

    private static final String STOP = """
            UPDATE whatsapp_accounts
            SET paused_reason = :reason, paused_at = now(), stop_kind = CASE WHEN :until::timestamptz IS NULL
                                                                             THEN 'blocked' ELSE 'limited' END,
                next_try_at = :until::timestamptz
            WHERE status = 'active'
              AND (paused_reason IS NULL OR stop_kind = 'limited' AND :until::timestamptz IS NULL) AND\s""" + OF_WABA;

    private static final String GO_ON = """
            UPDATE whatsapp_accounts SET paused_reason = NULL, paused_at = NULL
            WHERE paused_reason LIKE 'account_update: %' AND\s""" + OF_WABA;

    /** @param key a phone_number_id or the id of a WABA */
    private record Line(String key, String text) {}

    /** An {@code account_update} of a WABA. */
    record Update(String wabaId, JsonNode value) {

        /** Of partner events the entry's id is a business portfolio's. */
        static Update of(String entryId, JsonNode value) {
            String waba = value.path("waba_info").path("waba_id").asString("");
            return new Update(waba.isEmpty() ? entryId : waba, value);
        }
    }

    /** In the year 9999: what is later is no time. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final String DISABLED = "DISABLED_UPDATE";

    /** Replies are refused until then. */
    private static final String NO_REPLIES = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING";

    private final List<Line> ofNumbers = new ArrayList<>();
    private final List<Line> ofWabas = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();

    void errors(String phoneNumberId, JsonNode errors) {
        for (JsonNode error : errors) {
            ofNumbers.add(new Line(phoneNumberId, line(error)));
        }
    }

    /** Of a WABA, or of the app: Meta has named no number. */
    void errorsOfWaba(String wabaId, JsonNode errors) {
        for (JsonNode error : errors) {
            ofWabas.add(new Line(NulSanitizer.text(wabaId), line(error)));
        }
    }

    void update(Update update) {
        updates.add(update);
    }

    void write(Handle handle) {
        note(handle, NOTE_NUMBER, ofNumbers);
        note(handle, NOTE_WABA, ofWabas);
        updates.forEach(update -> write(handle, update));
    }

    private static void write(Handle handle, Update update) {
        String event = update.value().path("event").asString("");
        String ban = ban(update.value());
        Optional<Instant> until = noRepliesUntil(update.value());
        boolean stops = STOPS.contains(event) || ban.equals("DISABLE") || until.isPresent();
        boolean goesOn = GOES_ON.contains(event) || ban.equals("REINSTATE");
        if (!stops && !goesOn && !WARNS.contains(event) && ban.isEmpty() && !event.equals(DISABLED)) {
            return;
        }
        String text = Redaction.line("account_update: " + Redaction.quoted(NulSanitizer.text(event))
                + detail(update.value()).map(it -> " (" + it + ")").orElse(""));
        if (stops) {
            handle.createUpdate(STOP)
                    .bind("waba", update.wabaId())
                    .bind("reason", text)
                    .bind("until", until.map(Instant::toString).orElse(null))
                    .execute();
        }
        if (goesOn) {
            handle.createUpdate(GO_ON).bind("waba", update.wabaId()).execute();
        } else {
            note(handle, NOTE_WABA, List.of(new Line(update.wabaId(), text)));
        }
        log.atWarn()
                .addKeyValue("waba_id", update.wabaId())
                .log("Meta says of this WhatsApp Business Account: {}. Its accounts {}", text, became(stops, goesOn));
    }

    /** One word, or a list of one. */
    private static String ban(JsonNode value) {
        JsonNode state = value.at("/ban_info/waba_ban_state");
        return (state.isArray() ? state.path(0) : state).asString("");
    }

    /** Meta gives seconds. Empty where replies are allowed, or where it does not say until when they are not. */
    private static Optional<Instant> noRepliesUntil(JsonNode value) {
        return value.path("restriction_info")
                .valueStream()
                .filter(it -> it.path("restriction_type").asString("").equals(NO_REPLIES))
                .map(it -> it.path("expiration").asLong(0))
                .filter(seconds -> seconds > 0 && seconds < LAST_SECOND)
                .map(Instant::ofEpochSecond)
                .filter(end -> end.isAfter(Instant.now()))
                .max(Instant::compareTo);
    }

    private static String became(boolean stops, boolean goesOn) {
        if (stops) {
            return "send nothing until it is mended";
        }
        return goesOn ? "may send again" : "go on; see their health";
    }

    private static Optional<String> detail(JsonNode value) {
        return List.of(
                        "/ban_info/waba_ban_state",
                        "/ban_info/waba_ban_state/0",
                        "/disconnection_info/reason",
                        "/restriction_info/0/restriction_type",
                        "/violation_info/violation_type")
                .stream()
                .map(pointer -> value.at(pointer).asString(""))
                .filter(text -> !text.isEmpty())
                .map(text -> Redaction.quoted(NulSanitizer.text(text)))
                .findFirst();
    }

    private static void note(Handle handle, String sql, List<Line> lines) {
        if (!lines.isEmpty()) {
            SqlArrays<Line> all = SqlArrays.of(lines);
            handle.createUpdate(sql)
                    .bind("keys", all.strings(Line::key))
                    .bind("lines", all.strings(Line::text))
                    .execute();
        }
    }

    private static String line(JsonNode error) {
        String details = error.at("/error_data/details").asString("");
        return Redaction.line("code %d: %s%s"
                .formatted(
                        error.path("code").asInt(-1),
                        Redaction.quoted(NulSanitizer.text(error.path("title").asString(""))),
                        details.isEmpty() ? "" : " (" + Redaction.quoted(NulSanitizer.text(details)) + ")"));
    }
}
