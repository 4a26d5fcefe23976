/** The public endpoint: the handshake, and webhooks, which get 200 only after RabbitMQ has confirmed them. */
@NullMarked
package org.wahook.ingest.webhook;

import org.jspecify.annotations.NullMarked;
