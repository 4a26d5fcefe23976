/** The sweeper on a real database and a real broker. */
@NullMarked
package org.wahook.worker.sweeper;

import org.jspecify.annotations.NullMarked;
