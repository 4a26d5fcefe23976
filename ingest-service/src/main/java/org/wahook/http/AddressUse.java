package org.wahook.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one remote address uses of a listener now. */
final class AddressUse {

    final AtomicInteger connections = new AtomicInteger();

    /** Of bodies that are not complete. */
    final AtomicLong bodyBytes = new AtomicLong();
}
