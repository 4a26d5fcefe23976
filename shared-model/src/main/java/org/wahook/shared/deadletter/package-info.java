/**
 * Dead letters for people: look at them as often as you like, send them round again, or throw them away. The command
 * line and the admin API both use it.
 */
@NullMarked
package org.wahook.shared.deadletter;

import org.jspecify.annotations.NullMarked;
