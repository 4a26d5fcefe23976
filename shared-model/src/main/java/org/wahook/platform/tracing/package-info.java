/**
 * Traces of a message from the webhook to the Graph call, for an OpenTelemetry collector. Off unless an endpoint is
 * configured, and then nothing of OpenTelemetry is loaded.
 */
@NullMarked
package org.wahook.platform.tracing;

import org.jspecify.annotations.NullMarked;
