/**
 * The phone: a page on which a person writes to the demo clients as their customers do, and misbehaves. Beside the chat it
 * shows the way of each event, told by those who see it: simulated Meta and AI, copies of RabbitMQ's messages, and
 * PostgreSQL's own notifications.
 */
@NullMarked
package org.wahook.sandbox.phone;

import org.jspecify.annotations.NullMarked;
