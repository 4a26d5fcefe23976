package org.wahook.testbed.meta;

import java.time.Duration;

/** How simulated Meta treats one file of a customer, when not as usual. */
public sealed interface MediaBehaviour {

    /** Meta names another URL than its own. */
    record UrlElsewhere(String url) implements MediaBehaviour {}

    /** The file's URL answers with a redirect. */
    record Redirect(String location) implements MediaBehaviour {}

    /** The first URL is 404 already, as after its five minutes; the next one works. */
    record FirstUrlExpired() implements MediaBehaviour {}

    /** The URL answers this status. */
    record Status(int status) implements MediaBehaviour {}

    /** A byte now and then, and no end. */
    record Drip(Duration every) implements MediaBehaviour {}

    /** Meta says that it is so large; what comes is what there is. */
    record AnnouncedSize(long bytes) implements MediaBehaviour {}

    /** Meta says that it is so large, and more comes, without an end. */
    record Endless(long announced) implements MediaBehaviour {}
}
