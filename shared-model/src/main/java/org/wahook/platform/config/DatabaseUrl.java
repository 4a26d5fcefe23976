package org.wahook.platform.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where PostgreSQL is, read from {@code postgresql://user:password@host:port/database?options}.
 *
 * @param jdbcUrl without user and password, so that it may be logged
 * @param user empty where the URL names none
 */
public record DatabaseUrl(String jdbcUrl, String user, Secret password) {

    public static final String EXPECTS = "postgresql://user:password@host:port/database";

    private static final Pattern FORM = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:(?<credentials>[^@/]*)@)?(?<hosts>[^/?]+)/(?<database>[^?]+)(?:\\?(?<options>.*))?");
    private static final Pattern HOSTS = Pattern.compile(
            "(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._%-]+)(?::\\d{1,5})?(?:,(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._%-]+)(?::\\d{1,5})?)*");

    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})(?=,|$)");

    /** Accepts {@code postgresql:}, {@code postgres:} and {@code jdbc:postgresql:}; percent-encoding is honoured. */
    public static DatabaseUrl parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()
                || !HOSTS.matcher(matcher.group("hosts")).matches()
                || !portsExist(matcher.group("hosts"))) {
            throw new IllegalArgumentException("expected " + EXPECTS);
        }
        String[] credentials =
                Optional.ofNullable(matcher.group("credentials")).orElse("").split(":", 2);
        String user = decode(credentials[0]);
        String password = credentials.length > 1 ? decode(credentials[1]) : "";
        List<String> options = new ArrayList<>();
        for (String option :
                Optional.ofNullable(matcher.group("options")).orElse("").split("&", -1)) {
            String value = option.substring(option.indexOf('=') + 1);
            if (option.startsWith("user=")) {
                user = decode(value);
            } else if (option.startsWith("password=")) {
                password = decode(value);
            } else if (!option.isEmpty()) {
                options.add(option);
            }
        }
        String database = URLEncoder.encode(decode(matcher.group("database")), StandardCharsets.UTF_8)
                .replace("+", "%20");
        String jdbcUrl = "jdbc:postgresql://" + matcher.group("hosts") + "/" + database
                + (options.isEmpty() ? "" : "?" + String.join("&", options));
        return new DatabaseUrl(jdbcUrl, user, new Secret(password));
    }

    /** For people: where it is, without options, user and password. */
    public String description() {
        return "PostgreSQL " + jdbcUrl.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*", "");
    }

    private static boolean portsExist(String hosts) {
        return PORT.matcher(hosts).results().allMatch(port -> HttpUrls.isPort(Integer.parseInt(port.group(1))));
    }

    /** Percent-decoding that leaves a plus sign alone, as libpq does. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
