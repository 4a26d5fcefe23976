/** RabbitMQ's side of the worker: consume, hand off to virtual threads, and settle what became of each delivery. */
@NullMarked
package org.wahook.worker.consumer;

import org.jspecify.annotations.NullMarked;
