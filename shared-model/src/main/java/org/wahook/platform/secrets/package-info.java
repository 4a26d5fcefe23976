/** Access tokens and API keys at rest: encrypted with the first key, readable with any key; values that another program wrote in clear stay readable. The only package that knows Tink. */
@NullMarked
package org.wahook.platform.secrets;

import org.jspecify.annotations.NullMarked;
