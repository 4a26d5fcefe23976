/** Which addresses this process may connect to where somebody else names the host: the check of a name's addresses, and sockets that connect to nothing that was not checked. */
@NullMarked
package org.wahook.platform.outgoing;

import org.jspecify.annotations.NullMarked;
