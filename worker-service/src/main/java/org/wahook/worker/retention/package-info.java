/** The command {@code retention}: deletes what is older than people want to keep, if they like into a file. */
@NullMarked
package org.wahook.worker.retention;

import org.jspecify.annotations.NullMarked;
