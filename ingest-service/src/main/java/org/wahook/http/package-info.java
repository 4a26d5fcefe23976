/**
 * What every listener of this service has in common: Javalin on Jetty with virtual threads, bounded in connections,
 * headers, bodies and time, silent about its internals, and stopped gracefully. The only package that knows Jetty.
 */
@NullMarked
package org.wahook.http;

import org.jspecify.annotations.NullMarked;
