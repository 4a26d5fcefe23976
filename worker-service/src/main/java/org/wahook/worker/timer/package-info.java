/** Publishes a job for each conversation whose timer is due: a callback that did not come, a follow-up, the end of a pause. */
@NullMarked
package org.wahook.worker.timer;

import org.jspecify.annotations.NullMarked;
