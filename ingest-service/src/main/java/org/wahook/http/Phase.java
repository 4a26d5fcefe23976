package org.wahook.http;

/** How far a connection is with its request. */
enum Phase {
    /** Nothing of the next request has come. */
    WAITING,
    /** A part of its headers has come. */
    HEADERS,
    /** The service works on it. Nothing ends it but the service. */
    HANDLING,
    /** Its body is being read. */
    BODY,
    /** It is answered, and what its sender still sends is discarded. */
    DISCARDING,
    /** The limits have ended it. */
    ENDED
}
