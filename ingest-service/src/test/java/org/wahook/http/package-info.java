/** The limits of a listener, one by one. */
@NullMarked
package org.wahook.http;

import org.jspecify.annotations.NullMarked;
