/**
 * Access tokens and API keys at rest: encrypted with the first of the keys, readable with any of them, and still readable
 * where another program wrote them in clear. The only room that knows Tink.
 */
@NullMarked
package org.wahook.platform.secrets;

import org.jspecify.annotations.NullMarked;
