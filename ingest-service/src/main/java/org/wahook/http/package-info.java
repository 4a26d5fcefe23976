/**
 * What every listener of this service has in common: Javalin on Jetty with virtual threads, bounded, silent about its
 * internals, and stopped gracefully. The only room that knows Jetty.
 */
@NullMarked
package org.wahook.http;

import org.jspecify.annotations.NullMarked;
