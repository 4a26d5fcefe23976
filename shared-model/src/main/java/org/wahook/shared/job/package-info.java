/** The job that tells a worker to look at one conversation of one client, and the messages that carry it. */
@NullMarked
package org.wahook.shared.job;

import org.jspecify.annotations.NullMarked;
