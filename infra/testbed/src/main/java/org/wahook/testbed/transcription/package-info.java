/** An endpoint that writes voice notes down, as a real HTTP server. */
@NullMarked
package org.wahook.testbed.transcription;

import org.jspecify.annotations.NullMarked;
