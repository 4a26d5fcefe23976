/** Whole stories through both services, on real PostgreSQL and RabbitMQ. */
@NullMarked
package org.wahook.sandbox;

import org.jspecify.annotations.NullMarked;
