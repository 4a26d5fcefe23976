/**
 * Keeps customers' files in a bucket, for clients that want it. A file's row is there before its object, so that no object is
 * forgotten; a turn goes on without where the store fails; what is to be deleted is tried until it is gone.
 */
@NullMarked
package org.wahook.worker.media.store;

import org.jspecify.annotations.NullMarked;
