/** JSON in and out: one mapper, set up once, and bad input as an empty answer instead of an exception. */
@NullMarked
package org.wahook.platform.json;

import org.jspecify.annotations.NullMarked;
