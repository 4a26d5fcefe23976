package org.wahook.ingest.callback;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.broker.MessageHeaders;

/** The headers of Standard Webhooks, as the sender wrote them: well-formed, and not checked. */
record CallbackHeaders(String id, String timestamp, String signature) {

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,11}");
    private static final Pattern SIGNATURE = Pattern.compile("[\\x20-\\x7E]{1,1000}");

    /** Empty unless each is there once. */
    static Optional<CallbackHeaders> of(Context ctx) {
        return one(ctx, MessageHeaders.WEBHOOK_ID, ID)
                .flatMap(id -> one(ctx, MessageHeaders.WEBHOOK_TIMESTAMP, TIMESTAMP)
                        .flatMap(timestamp -> one(ctx, MessageHeaders.WEBHOOK_SIGNATURE, SIGNATURE)
                                .map(signature -> new CallbackHeaders(id, timestamp, signature))));
    }

    private static Optional<String> one(Context ctx, String name, Pattern form) {
        List<String> values = Collections.list(ctx.req().getHeaders(name));
        return values.size() == 1 && form.matcher(values.getFirst()).matches()
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    Map<String, Object> toMessage() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.WEBHOOK_ID, id);
        headers.put(MessageHeaders.WEBHOOK_TIMESTAMP, timestamp);
        headers.put(MessageHeaders.WEBHOOK_SIGNATURE, signature);
        return headers;
    }
}
