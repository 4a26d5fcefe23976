/** Child processes and temporary folders that never outlive this JVM. */
@NullMarked
package org.wahook.testbed.process;

import org.jspecify.annotations.NullMarked;
