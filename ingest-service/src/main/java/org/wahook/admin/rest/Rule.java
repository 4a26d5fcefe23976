package org.wahook.admin.rest;

import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.HttpUrls;

/** What a text must be like. The complaint ends the sentence "It must …", and does not quote the text. */
@FunctionalInterface
public interface Rule {

    Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    Instant LAST_TIME = Instant.parse("2100-01-01T00:00:00Z");

    /** Empty where the text is fine. */
    Optional<String> complaint(String text);

    /** Any text that PostgreSQL, logs and JSON can take: no control characters, no halves of a surrogate pair. */
    static Rule text(int least, int most) {
        return text -> {
            if (text.length() < least || (text.isBlank() && least > 0)) {
                return Optional.of("not be empty");
            }
            if (text.length() > most) {
                return Optional.of("have at most " + most + " characters");
            }
            return text.codePoints().anyMatch(Rule::unprintable)
                    ? Optional.of("have no control characters")
                    : Optional.empty();
        };
    }

    /** Text of several lines. */
    static Rule lines(int most) {
        Rule text = text(1, most);
        return lines -> text.complaint(lines.replaceAll("[\\n\\t]", " "));
    }

    static Rule pattern(String regex, String expected) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).matches() ? Optional.empty() : Optional.of(expected);
    }

    /** A secret that goes into an HTTP header. */
    static Rule headerToken(int most) {
        return pattern(
                "[!-~]{1," + most + "}", "be 1 to " + most + " printable ASCII characters without spaces in between");
    }

    static Rule oneOf(String... values) {
        return text -> List.of(values).contains(text)
                ? Optional.empty()
                : Optional.of("be one of " + String.join(", ", values));
    }

    static Rule instant() {
        return text -> {
            try {
                Instant time = Instant.parse(text);
                return time.isBefore(Instant.EPOCH) || time.isAfter(LAST_TIME)
                        ? Optional.of("be between 1970 and 2100")
                        : Optional.empty();
            } catch (DateTimeParseException e) {
                return Optional.of("be a time such as 2026-11-22T08:00:00Z");
            }
        };
    }

    static Rule duration() {
        return text -> {
            try {
                Durations.parse(text);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of("be " + Durations.EXPECTS);
            }
        };
    }

    /** Plain {@code http} only to this machine, since the network could read it. */
    static Rule httpsUrl(int most) {
        return text -> url(text, most)
                .filter(url -> "https".equalsIgnoreCase(url.getScheme()) || isThisMachine(url))
                .map(url -> Optional.<String>empty())
                .orElse(Optional.of("be an https URL of at most " + most
                        + " characters, without a user, its port from 1 to 65535 (http only for localhost)"));
    }

    /** Either scheme: for services in the same network. */
    static Rule httpUrl(int most) {
        return text -> url(text, most)
                .filter(url -> url.getRawQuery() == null)
                .map(url -> Optional.<String>empty())
                .orElse(Optional.of("be an http or https URL of at most " + most
                        + " characters, without a user or a query, its port from 1 to 65535"));
    }

    private static boolean isThisMachine(URI url) {
        return THIS_MACHINE.contains(url.getHost().toLowerCase(Locale.ROOT));
    }

    private static Optional<URI> url(String text, int most) {
        return text.length() > most
                ? Optional.empty()
                : HttpUrls.parse(text).filter(url -> url.getRawUserInfo() == null && url.getRawFragment() == null);
    }

    private static boolean unprintable(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }
}
