/** The job that tells a worker to look at one conversation of one client. */
@NullMarked
package org.wahook.shared.job;

import org.jspecify.annotations.NullMarked;
