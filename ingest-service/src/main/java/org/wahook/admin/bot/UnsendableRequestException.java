package org.wahook.admin.bot;

import java.io.IOException;

/** A request that HTTP can't carry, such as one whose key has a line break. */
final class UnsendableRequestException extends IOException {

    private static final long serialVersionUID = 1;

    UnsendableRequestException(IllegalArgumentException cause) {
        super("the request can't be sent", cause);
    }
}
