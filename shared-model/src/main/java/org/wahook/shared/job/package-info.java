/** The job that the router gives to the reply pipeline: wake up for this conversation of this client. */
@NullMarked
package org.wahook.shared.job;

import org.jspecify.annotations.NullMarked;
