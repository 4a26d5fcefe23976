/** Clients without a secret who hold connections and send little, for tests and {@code ./dev chaos hostile}. */
@NullMarked
package org.wahook.testbed.stranger;

import org.jspecify.annotations.NullMarked;
