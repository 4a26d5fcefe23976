/** List, replay and discard dead letters. The command line and the admin API use it. */
@NullMarked
package org.wahook.shared.deadletter;

import org.jspecify.annotations.NullMarked;
