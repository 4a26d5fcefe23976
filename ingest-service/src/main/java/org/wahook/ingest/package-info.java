/** The ingest-service: its wiring and its entry point. */
@NullMarked
package org.wahook.ingest;

import org.jspecify.annotations.NullMarked;
