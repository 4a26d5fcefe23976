/**
 * The console: pages for people on the admin listener, made of the same operations that the admin API has. Everything but
 * the routes is made at the first visit, so that the service starts as fast as without it.
 */
@NullMarked
package org.wahook.admin.console;

import org.jspecify.annotations.NullMarked;
