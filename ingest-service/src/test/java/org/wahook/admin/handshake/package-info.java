/** The test of a handshake against servers that behave, and those that do not. */
@NullMarked
package org.wahook.admin.handshake;

import org.jspecify.annotations.NullMarked;
