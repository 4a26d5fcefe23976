/** {@code ./dev chaos}: load through the real services while faults are injected, and an account of every message. */
@NullMarked
package org.wahook.sandbox.chaos;

import org.jspecify.annotations.NullMarked;
