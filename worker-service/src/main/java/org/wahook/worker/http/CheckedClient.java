package org.wahook.worker.http;

import java.net.Proxy;
import okhttp3.OkHttpClient;
import org.wahook.platform.outgoing.OutgoingAddresses;

/** A client that resolves, checks, and connects to what was checked. */
public final class CheckedClient {

    private CheckedClient() {}

    /** A proxy would resolve the name by itself, so there is none. Redirects are the caller's matter: each is a new call. */
    public static OkHttpClient of(OkHttpClient settings, OutgoingAddresses addresses) {
        return settings.newBuilder()
                .dns(addresses::resolve)
                .socketFactory(addresses.sockets())
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }
}
