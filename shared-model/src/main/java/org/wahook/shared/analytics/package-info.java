/** Messages counted by hour and day: once when an hour is over, and from the messages themselves before. Nobody who stores a message waits for it. */
@NullMarked
package org.wahook.shared.analytics;

import org.jspecify.annotations.NullMarked;
