/** Real PostgreSQL and RabbitMQ on free ports, and simulated Meta and response APIs as real HTTP servers. */
@NullMarked
package org.wahook.testbed;

import org.jspecify.annotations.NullMarked;
