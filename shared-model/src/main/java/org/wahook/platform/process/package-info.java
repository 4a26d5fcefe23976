/** The life of a service process: start, orderly stop on SIGTERM within a deadline, exit status. */
@NullMarked
package org.wahook.platform.process;

import org.jspecify.annotations.NullMarked;
