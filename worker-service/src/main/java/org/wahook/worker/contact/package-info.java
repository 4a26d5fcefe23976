/** The commands that export and erase one person: over PostgreSQL, the dead letters in RabbitMQ, and archive files. */
@NullMarked
package org.wahook.worker.contact;

import org.jspecify.annotations.NullMarked;
