/**
 * {@code ./dev bench}: how fast the services are, measured on their real jars, PostgreSQL and RabbitMQ, beside a
 * reference measured in the same run.
 */
@NullMarked
package org.wahook.sandbox.bench;

import org.jspecify.annotations.NullMarked;
