/** A real PostgreSQL for tests and local runs, with its crashes and freezes on demand. */
@NullMarked
package org.wahook.testbed.postgres;

import org.jspecify.annotations.NullMarked;
