/** Judges what bots post to their callbacks: token, signature, time and turn. A good one wakes its conversation up. */
@NullMarked
package org.wahook.worker.callback;

import org.jspecify.annotations.NullMarked;
