/** Where bots post answers that come later. Nothing is judged here: what looks like a callback is made durable for the workers. */
@NullMarked
package org.wahook.ingest.callback;

import org.jspecify.annotations.NullMarked;
