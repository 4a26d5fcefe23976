/** The client's AI, asked through the response API. */
@NullMarked
package org.wahook.worker.responder;

import org.jspecify.annotations.NullMarked;
