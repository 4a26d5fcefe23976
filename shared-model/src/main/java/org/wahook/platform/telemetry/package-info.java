/** Logs, metrics and health: what the people who run the services see. */
@NullMarked
package org.wahook.platform.telemetry;

import org.jspecify.annotations.NullMarked;
