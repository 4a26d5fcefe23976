/**
 * The public endpoint that Meta calls: the handshake, and the webhooks, which are answered with 200 only once RabbitMQ
 * has confirmed them.
 */
@NullMarked
package org.wahook.ingest.webhook;

import org.jspecify.annotations.NullMarked;
