/** Liveness, readiness and metrics, for those who run the service. */
@NullMarked
package org.wahook.worker.management;

import org.jspecify.annotations.NullMarked;
