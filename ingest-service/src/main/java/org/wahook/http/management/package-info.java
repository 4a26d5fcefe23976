/** Liveness, readiness and metrics. */
@NullMarked
package org.wahook.http.management;

import org.jspecify.annotations.NullMarked;
