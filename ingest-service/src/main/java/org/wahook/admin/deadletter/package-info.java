/** Dead letters over HTTP. The operations are in {@code org.wahook.shared.deadletter}. */
@NullMarked
package org.wahook.admin.deadletter;

import org.jspecify.annotations.NullMarked;
