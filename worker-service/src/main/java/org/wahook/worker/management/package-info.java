/** Liveness, readiness and metrics. */
@NullMarked
package org.wahook.worker.management;

import org.jspecify.annotations.NullMarked;
