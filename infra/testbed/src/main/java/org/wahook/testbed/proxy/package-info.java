/** A TCP proxy that cuts, stalls and refuses connections on demand. */
@NullMarked
package org.wahook.testbed.proxy;

import org.jspecify.annotations.NullMarked;
