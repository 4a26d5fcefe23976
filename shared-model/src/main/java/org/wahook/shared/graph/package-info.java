/** What both services agree on about Meta's Graph API: what its error codes mean. */
@NullMarked
package org.wahook.shared.graph;

import org.jspecify.annotations.NullMarked;
