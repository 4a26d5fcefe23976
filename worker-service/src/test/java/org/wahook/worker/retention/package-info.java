/** Tests of {@link org.wahook.worker.retention.Retention} and its command. */
@NullMarked
package org.wahook.worker.retention;

import org.jspecify.annotations.NullMarked;
