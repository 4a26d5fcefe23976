/** {@code ./dev replay}: webhook bodies kept as files, signed byte for byte and posted to an ingest that runs. */
@NullMarked
package org.wahook.sandbox.replay;

import org.jspecify.annotations.NullMarked;
