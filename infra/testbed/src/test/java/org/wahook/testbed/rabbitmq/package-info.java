/** Tests of the RabbitMQ that others test on. */
@NullMarked
package org.wahook.testbed.rabbitmq;

import org.jspecify.annotations.NullMarked;
