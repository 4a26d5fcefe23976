package org.wahook.sandbox.replay;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.Environment;
import org.wahook.testbed.meta.WebhookSender;

/** {@code ./dev replay}: see {@link ReplayOptions#USAGE}. */
public final class ReplayMain {

    private ReplayMain() {}

    public static void main(String[] words) {
        System.exit(run(words));
    }

    private static int run(String... words) {
        try {
            ReplayOptions options = ReplayOptions.parse(words);
            if (options.help()) {
                System.out.println(ReplayOptions.USAGE);
                return 0;
            }
            List<Path> files = WebhookFiles.in(options.places());
            Path home = Path.of(System.getProperty("wahook.home", "")).toAbsolutePath();
            return post(files, Target.find(options, Environment.ofProcess(), home), options);
        } catch (BadConfigurationException e) {
            e.problems().forEach(System.err::println);
            return BadConfigurationException.EXIT_CODE;
        } catch (IllegalArgumentException e) {
            System.err.println("dev replay: " + e.getMessage());
            System.err.println("./dev replay --help says how to use it.");
            return BadConfigurationException.EXIT_CODE;
        }
    }

    private static int post(List<Path> files, Target target, ReplayOptions options) {
        System.out.printf("Posting %d webhook(s) to %s%n", files.size(), target.url());
        try (WebhookSender sender =
                new WebhookSender(target.url(), target.secret().reveal())) {
            Replay.Summary summary = new Replay(System.out, sender, options.perSecond()).post(files);
            if (summary.unauthorized() > 0) {
                System.err.println("401: the secret is not one that this ingest knows; --secret sets it.");
            }
            return summary.allDelivered() ? 0 : 1;
        } catch (UncheckedIOException e) {
            System.err.printf("dev replay: %s. Is it running? ./dev run starts one.%n", e.getMessage());
            return 1;
        }
    }
}
