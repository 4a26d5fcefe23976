/** The worker-service: its configuration, its wiring and its entry point. */
@NullMarked
package org.wahook.worker;

import org.jspecify.annotations.NullMarked;
