/** Every exchange, queue and binding of RabbitMQ that both services declare, and the check that they exist. */
@NullMarked
package org.wahook.shared.topology;

import org.jspecify.annotations.NullMarked;
