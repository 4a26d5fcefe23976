/** Meta's Graph API: sending, and what its errors mean. */
@NullMarked
package org.wahook.worker.graph;

import org.jspecify.annotations.NullMarked;
