/** Javalin listeners on Jetty with virtual threads: their limits, empty error pages and graceful stop. The only package that knows Jetty. */
@NullMarked
package org.wahook.http;

import org.jspecify.annotations.NullMarked;
