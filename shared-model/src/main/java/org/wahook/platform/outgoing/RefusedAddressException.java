package org.wahook.platform.outgoing;

import java.net.UnknownHostException;

/** The host has an address that this process must not connect to. Its message names no address that only DNS knows. */
public final class RefusedAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
        super(message);
    }
}
