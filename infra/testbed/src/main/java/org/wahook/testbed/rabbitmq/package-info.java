/** A real RabbitMQ for tests and local runs, with its crashes, freezes and alarms on demand. */
@NullMarked
package org.wahook.testbed.rabbitmq;

import org.jspecify.annotations.NullMarked;
