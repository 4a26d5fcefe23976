/** The admin API on a real PostgreSQL, RabbitMQ and simulated Meta, asked over HTTP. */
@NullMarked
package org.wahook.ingest.admin;

import org.jspecify.annotations.NullMarked;
