package org.wahook.worker.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Calls to a peer that many replicas never ask. Its client reads all trusted certificates when it is made, so that is done at
 * the first call and not at the start of the service.
 */
public final class LazyHttpCalls implements AutoCloseable {

    private final Supplier<OkHttpClient> settings;
    private final int mostConnections;
    private @Nullable HttpCalls calls;

    /** @param settings as of {@link HttpCalls} */
    public LazyHttpCalls(Supplier<OkHttpClient> settings, int mostConnections) {
        this.settings = settings;
        this.mostConnections = mostConnections;
    }

    /** As {@link HttpCalls#ask}. */
    public <T> T ask(Request request, Duration timeout, HttpCalls.Reader<T> reader) throws IOException {
        return calls().ask(request, timeout, reader);
    }

    private synchronized HttpCalls calls() {
        if (calls == null) {
            calls = new HttpCalls(settings.get(), mostConnections);
        }
        return calls;
    }

    @Override
    public synchronized void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
