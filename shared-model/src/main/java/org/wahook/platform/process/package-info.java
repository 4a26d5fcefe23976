/** The process of a service: configuration, health, management listener, start, orderly stop on SIGTERM within a deadline, exit status. */
@NullMarked
package org.wahook.platform.process;

import org.jspecify.annotations.NullMarked;
