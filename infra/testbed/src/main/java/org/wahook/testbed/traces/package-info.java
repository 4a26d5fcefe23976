/** A collector that takes traces as OpenTelemetry sends them, and remembers them. */
@NullMarked
package org.wahook.testbed.traces;

import org.jspecify.annotations.NullMarked;
