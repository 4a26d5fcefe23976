package org.wahook.sandbox.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Parsers;
import org.wahook.platform.config.Secret;
import org.wahook.platform.config.Setting;
import org.wahook.sandbox.run.RunFile;

/** The ingest to post to, and the secret to sign with. */
record Target(String url, Secret secret) {

    private static final Setting<String> WEBHOOK_URL =
            Setting.optional(RunFile.WEBHOOK_URL, "an http or https URL", "the webhook to post to", Parsers::httpUrl);

    private static final Setting<List<Secret>> APP_SECRETS = Setting.optional(
            RunFile.FACEBOOK_APP_SECRET,
            "one or more secrets, comma-separated",
            "the first of them signs",
            Parsers::secrets);

    /**
     * From the command line, else the environment, else the run that is up. A run's secret goes with its URL.
     *
     * @throws IllegalArgumentException where that leaves no URL or no secret, with what to do about it
     */
    static Target find(ReplayOptions options, Environment environment, Path home) {
        var urlVariable = environment.readOptional(WEBHOOK_URL);
        var secretVariable = environment.readOptional(APP_SECRETS);
        Optional<String> given = options.url().or(() -> environment.complete(urlVariable::get));
        Map<String, String> run = RunFile.of(home).read();
        String url = given.or(() -> Optional.ofNullable(run.get(RunFile.WEBHOOK_URL)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "nothing to post to: start ./dev run in another terminal, or give --url and --secret"));

        boolean isTheRun = url.equals(run.get(RunFile.WEBHOOK_URL));
        Optional<Secret> ofTheRun = isTheRun
                ? Optional.ofNullable(run.get(RunFile.FACEBOOK_APP_SECRET)).map(Secret::new)
                : Optional.empty();
        Secret secret = options.secret()
                .map(Secret::new)
                .or(() -> ofTheRun)
                .or(() -> environment.complete(secretVariable::get).map(List::getFirst))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no secret to sign with: give --secret, or set " + RunFile.FACEBOOK_APP_SECRET));
        return new Target(url, secret);
    }
}
