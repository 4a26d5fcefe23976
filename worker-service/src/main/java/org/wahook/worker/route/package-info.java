/** Turns webhook events into rows and jobs: finds the accounts, stores the messages, and publishes one job for each conversation. Touches only PostgreSQL and RabbitMQ, so it stays fast when an AI or Meta is slow. */
@NullMarked
package org.wahook.worker.route;

import org.jspecify.annotations.NullMarked;
