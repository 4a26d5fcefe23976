/** The command {@code retention}: deletes old messages, optionally into an archive file. */
@NullMarked
package org.wahook.worker.retention;

import org.jspecify.annotations.NullMarked;
