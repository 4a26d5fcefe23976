/** Settings read from the environment: every problem found at once, and secrets that do not print themselves. */
@NullMarked
package org.wahook.platform.config;

import org.jspecify.annotations.NullMarked;
