package org.wahook.http;

import io.javalin.http.Context;
import java.io.IOException;

/** An answer that may come before the request was read to its end. */
public final class Refusal {

    private static final byte[] NOTHING = {};

    private Refusal() {}

    /** Without a body; status and headers are set before. */
    public static void send(Context ctx) {
        send(ctx, NOTHING);
    }

    /**
     * Where the sender may be sending still, the answer goes out first, then what comes is thrown away for a moment, and
     * the connection ends. Status and headers are set before.
     */
    public static void send(Context ctx, byte[] answer) {
        if (BodyReader.isOver(ctx.req())) {
            // Javalin copies a result with a buffer of 8 KB, an empty one too.
            if (answer.length > 0) {
                ctx.result(answer);
            }
            return;
        }
        try {
            ctx.header("Connection", "close");
            ctx.res().setContentLength(answer.length);
            ctx.res().getOutputStream().write(answer);
            ctx.res().flushBuffer();
        } catch (IOException e) {
            // The sender has closed the connection.
            return;
        }
        BodyReader.discard(ctx.req());
    }
}
