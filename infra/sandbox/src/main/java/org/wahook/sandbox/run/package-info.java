/** {@code ./dev run}: the whole system on this machine, a first message for each demo client, and where to look. */
@NullMarked
package org.wahook.sandbox.run;

import org.jspecify.annotations.NullMarked;
