/** How the services are started as processes. */
@NullMarked
package org.wahook.sandbox.process;

import org.jspecify.annotations.NullMarked;
