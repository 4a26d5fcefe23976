package org.wahook.http;

import io.javalin.http.Context;
import java.io.IOException;

/** An answer that may come before the request was read to its end. */
public final class Refusal {

    private Refusal() {}

    /**
     * Where the sender may be sending still, the answer goes out first, then we listen for a moment, and the connection
     * ends. Status and headers are set before.
     */
    public static void send(Context ctx, byte[] answer) {
        if (BoundedBody.isOver(ctx.req())) {
            ctx.result(answer);
            return;
        }
        try {
            ctx.header("Connection", "close");
            ctx.res().setContentLength(answer.length);
            ctx.res().getOutputStream().write(answer);
            ctx.res().flushBuffer();
        } catch (IOException e) {
            // Nobody is there to be answered.
            return;
        }
        BoundedBody.discard(ctx.req());
    }
}
