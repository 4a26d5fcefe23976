package org.wahook.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Until {@link Logging#configure} has read the settings: warnings only, as text. Found by logback as a service, after it
 * has looked for a file such as a test's. A file for this would have its XML parsed at each start, a tenth of its time.
 */
@ConfiguratorRank(BootstrapLogging.AFTER_FILES)
public final class BootstrapLogging extends ContextAwareBase implements Configurator {

    static final int AFTER_FILES = ConfiguratorRank.NOMINAL - 5;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(Logging.console(context, Logging.text(context)));
        root.setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
