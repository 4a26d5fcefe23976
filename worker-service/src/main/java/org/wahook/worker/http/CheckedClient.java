package org.wahook.worker.http;

import java.net.Proxy;
import okhttp3.OkHttpClient;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingTrust;

/** A client that resolves, checks, and connects to what was checked. */
public final class CheckedClient {

    private CheckedClient() {}

    /** A client that accepts certificates of these authorities. */
    public static OkHttpClient trusting(OutgoingTrust authorities) {
        OkHttpClient.Builder client = new OkHttpClient.Builder();
        authorities.tls().ifPresent(tls -> client.sslSocketFactory(tls.sockets(), tls.trust()));
        return client.build();
    }

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
