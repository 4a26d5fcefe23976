package org.wahook.worker;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.database.Database;
import org.wahook.platform.telemetry.Logging;

/** Migrates the schema with the owner's rights, for services whose roles may not. Doing it again changes nothing. */
final class MigrateCommand {

    private MigrateCommand() {}

    /** The exit code: 0, or 64 for a bad configuration, or 1 where PostgreSQL refused or could not be asked. */
    static int run(Environment environment, PrintStream out, PrintStream err) {
        Logging.configure("text", "warn");
        Optional<DatabaseUrl> url = CommandLine.configure(environment, MigrateCommand::url, err);
        return url.map(found -> migrate(found, out, err)).orElse(BadConfigurationException.EXIT_CODE);
    }

    private static DatabaseUrl url(Environment environment) {
        var url = environment.read(CommonSettings.DATABASE_URL);
        return environment.complete(url::get);
    }

    private static int migrate(DatabaseUrl url, PrintStream out, PrintStream err) {
        try {
            List<String> roles = Database.migrate(url);
            out.println("The tables are at this version.");
            out.println(
                    roles.isEmpty()
                            ? "None of the roles wahook_ingest, wahook_worker, wahook_admin exists: no rights were given."
                            : "Rights were given to " + String.join(", ", roles) + ".");
            return 0;
        } catch (IllegalStateException e) {
            err.println("Not migrated: " + e.getMessage());
            return 1;
        }
    }
}
