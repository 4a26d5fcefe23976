/** Traces of a message from the webhook to the Graph call. Off unless an OpenTelemetry endpoint is configured; then no class of OpenTelemetry is loaded. */
@NullMarked
package org.wahook.platform.tracing;

import org.jspecify.annotations.NullMarked;
