/**
 * RabbitMQ as both services use it: the whole topology on one page, a link that reconnects for ever, and a publisher
 * that knows what became of each message.
 */
@NullMarked
package org.wahook.platform.broker;

import org.jspecify.annotations.NullMarked;
