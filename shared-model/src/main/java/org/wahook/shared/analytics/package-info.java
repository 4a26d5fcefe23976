/** Message counts by hour and day. A finished hour is counted once by one worker; the current hour is counted from the messages. */
@NullMarked
package org.wahook.shared.analytics;

import org.jspecify.annotations.NullMarked;
