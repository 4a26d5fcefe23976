/** Tests of what is told about what waits. */
@NullMarked
package org.wahook.shared.backlog;

import org.jspecify.annotations.NullMarked;
