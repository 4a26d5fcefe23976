/** The phone: a page to write to the demo clients as their customers and to inject faults. Its timeline shows each event as the simulated Meta and AI, RabbitMQ and PostgreSQL reported it. */
@NullMarked
package org.wahook.sandbox.phone;

import org.jspecify.annotations.NullMarked;
