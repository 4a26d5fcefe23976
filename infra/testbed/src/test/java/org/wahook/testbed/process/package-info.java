/** Tests of what must not outlive the JVM. */
@NullMarked
package org.wahook.testbed.process;

import org.jspecify.annotations.NullMarked;
