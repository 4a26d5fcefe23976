/** The admin API on a real PostgreSQL, RabbitMQ and simulated Meta, asked over HTTP. */
@NullMarked
package org.wahook.admin;

import org.jspecify.annotations.NullMarked;
