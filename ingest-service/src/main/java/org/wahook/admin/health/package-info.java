/** How each account is doing: when it was last heard of, whether it can send, and who waits for an answer. */
@NullMarked
package org.wahook.admin.health;

import org.jspecify.annotations.NullMarked;
