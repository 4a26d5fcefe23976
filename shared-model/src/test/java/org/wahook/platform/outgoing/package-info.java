@NullMarked
package org.wahook.platform.outgoing;

import org.jspecify.annotations.NullMarked;
