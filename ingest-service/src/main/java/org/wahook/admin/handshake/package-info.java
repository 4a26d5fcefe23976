/** Tests a callback URL with the same GET that Meta sends. Calls only public addresses, since an operator enters the URL. */
@NullMarked
package org.wahook.admin.handshake;

import org.jspecify.annotations.NullMarked;
