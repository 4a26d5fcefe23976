/** What both simulated APIs serve HTTP with: the JDK server, one virtual thread a request. */
@NullMarked
package org.wahook.testbed.http;

import org.jspecify.annotations.NullMarked;
