/** What the tests of several rooms need: a migrated database with clients in it, and work in the background. */
@NullMarked
package org.wahook.worker.testing;

import org.jspecify.annotations.NullMarked;
