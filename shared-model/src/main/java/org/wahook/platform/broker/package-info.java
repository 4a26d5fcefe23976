/** RabbitMQ for any service: a connection that reconnects for ever, and a publisher that returns the outcome of each publish. */
@NullMarked
package org.wahook.platform.broker;

import org.jspecify.annotations.NullMarked;
