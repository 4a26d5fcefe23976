/** Dead letters over HTTP; what is done to them stands in {@code org.wahook.shared.deadletter}. */
@NullMarked
package org.wahook.admin.deadletter;

import org.jspecify.annotations.NullMarked;
