/** Tests of the proxy between two sockets. */
@NullMarked
package org.wahook.testbed.proxy;

import org.jspecify.annotations.NullMarked;
