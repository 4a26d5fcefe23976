package org.wahook.worker.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One call is one request. OkHttp sends it again by itself after a 408, and after a 503 with {@code Retry-After: 0}, and
 * throws on a {@code Retry-After} that is no int. So it reads a harmless one, and callers get the header as it came.
 */
final class OneRequest {

    private static final String RETRY_AFTER = "Retry-After";
    private static final String AS_IT_CAME = "X-Wahook-Retry-After";
    private static final String LATER = "1";

    private OneRequest() {}

    static OkHttpClient of(OkHttpClient settings) {
        OkHttpClient.Builder builder = settings.newBuilder();
        // What comes from the network passes the last of these first, and what OkHttp hands on the first of those last.
        builder.networkInterceptors().add(OneRequest::hide);
        builder.interceptors().addFirst(OneRequest::show);
        return builder.build();
    }

    private static Response hide(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (response.code() != 408 && response.code() != 503) {
            return response.header(AS_IT_CAME) == null
                    ? response
                    : response.newBuilder().removeHeader(AS_IT_CAME).build();
        }
        return moved(response, response.header(RETRY_AFTER), AS_IT_CAME)
                .newBuilder()
                .header(RETRY_AFTER, LATER)
                .build();
    }

    private static Response show(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        return response.code() != 408 && response.code() != 503
                ? response
                : moved(
                                response.newBuilder().removeHeader(RETRY_AFTER).build(),
                                response.header(AS_IT_CAME),
                                RETRY_AFTER)
                        .newBuilder()
                        .removeHeader(AS_IT_CAME)
                        .build();
    }

    private static Response moved(Response response, @Nullable String value, String to) {
        return value == null
                ? response.newBuilder().removeHeader(to).build()
                : response.newBuilder().header(to, value).build();
    }
}
