/** What the services, their broker and their processes tell about themselves while they are under load. */
@NullMarked
package org.wahook.sandbox.bench.gauge;

import org.jspecify.annotations.NullMarked;
