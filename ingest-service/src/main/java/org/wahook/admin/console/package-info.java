/** The console: pages on the admin listener, made from the operations of the admin API. Everything but the routes is created at the first request, so that the service starts as fast as without it. */
@NullMarked
package org.wahook.admin.console;

import org.jspecify.annotations.NullMarked;
