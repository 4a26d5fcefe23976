/** Logs, metrics and health. */
@NullMarked
package org.wahook.platform.telemetry;

import org.jspecify.annotations.NullMarked;
