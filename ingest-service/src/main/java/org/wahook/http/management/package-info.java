/** Liveness, readiness and metrics, for those who run the service. */
@NullMarked
package org.wahook.http.management;

import org.jspecify.annotations.NullMarked;
