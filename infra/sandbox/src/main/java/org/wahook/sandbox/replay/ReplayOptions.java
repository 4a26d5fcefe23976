package org.wahook.sandbox.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.config.Parsers;

/**
 * The command line of {@code ./dev replay}.
 *
 * @param perSecond how many to post in a second; nothing for one after the other without a pause
 */
record ReplayOptions(
        List<Path> places, Optional<String> url, Optional<String> secret, Optional<Double> perSecond, boolean help) {

    static final String USAGE = """
            ./dev replay FILE|FOLDER... [--url URL] [--secret SECRET] [--rate N]

            Signs each file as Meta would, over its bytes as they are, and posts it. Of a folder: every *.json in it and below, in
            the order of their names. Exit status 0 only if every one was answered with 200.

              --url URL        the webhook, such as http://127.0.0.1:8080/webhook
              --secret SECRET  the app secret that the ingest knows
              --rate N         post N in a second (default: one after the other, without a pause)
              --help           this text

            Without --url it is WEBHOOK_URL or else the ./dev run that is up in this checkout; without --secret it is that run's,
            or else FACEBOOK_APP_SECRET.""";

    ReplayOptions {
        places = List.copyOf(places);
    }

    /** @throws IllegalArgumentException on a bad command line, with a message for the caller */
    static ReplayOptions parse(String... words) {
        List<Path> places = new ArrayList<>();
        Optional<String> url = Optional.empty();
        Optional<String> secret = Optional.empty();
        Optional<Double> perSecond = Optional.empty();
        boolean help = false;
        Iterator<String> rest = List.of(words).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "--url" -> url = Optional.of(url(value(word, rest)));
                case "--secret" -> secret = Optional.of(value(word, rest));
                case "--rate" -> perSecond = Optional.of(rate(value(word, rest)));
                case "--help", "-h" -> help = true;
                default -> places.add(place(word));
            }
        }
        if (places.isEmpty() && !help) {
            throw new IllegalArgumentException("give at least one file or folder");
        }
        return new ReplayOptions(places, url, secret, perSecond, help);
    }

    private static Path place(String word) {
        if (word.startsWith("-")) {
            throw new IllegalArgumentException("unknown option: " + word);
        }
        return Path.of(word);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static String url(String text) {
        try {
            return Parsers.httpUrl(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--url needs an http or https URL", e);
        }
    }

    private static double rate(String text) {
        try {
            double rate = Double.parseDouble(text);
            if (rate > 0 && rate <= 10_000) {
                return rate;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException("--rate needs a number over 0, such as 5 or 0.5");
    }
}
