package org.wahook.admin.console;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.http.BodyLimits;
import org.wahook.http.RequestBody;

/** Reads the form of a request. Nothing is parsed before it is known to be a small form. */
final class FormReader {

    private static final BodyLimits LOGGED_IN = new BodyLimits(64 * 1024, Duration.ofSeconds(10));

    /** Anyone may send this one. */
    private static final BodyLimits OPEN = new BodyLimits(4 * 1024, Duration.ofSeconds(10));

    private FormReader() {}

    /** What was filled in, or why it is not read. */
    sealed interface Form {
        record Fields(Map<String, List<String>> fields) implements Form {}

        record Refused(int status, String why) implements Form {}
    }

    /** @param open whether it needs no login */
    static Form read(Context ctx, boolean open) {
        if (!ctx.method().name().equals("POST")) {
            return new Form.Fields(Map.of());
        }
        // The button to log out has no fields: some clients send no type then.
        boolean empty = ctx.req().getContentLengthLong() == 0;
        if (!empty && !FormBody.isOurs(Optional.ofNullable(ctx.req().getContentType()))) {
            return new Form.Refused(415, "Send a form, with the Content-Type " + FormBody.TYPE + ".");
        }
        BodyLimits limits = open ? OPEN : LOGGED_IN;
        return switch (RequestBody.read(ctx.req(), limits)) {
            case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                try (memory) {
                    yield FormBody.read(bytes)
                            .<Form>map(Form.Fields::new)
                            .orElseGet(() -> new Form.Refused(400, "That is not a form."));
                }
            }
            case RequestBody.TooLarge() ->
                new Form.Refused(413, "A form may have at most " + limits.bytes() + " bytes.");
            case RequestBody.Incomplete() ->
                new Form.Refused(408, "The form did not come to its end in time. Go back and send it again.");
            case RequestBody.NoMemory() -> {
                ctx.header("Retry-After", "5");
                yield new Form.Refused(503, "Too many forms are being sent. Go back and send it again.");
            }
        };
    }
}
