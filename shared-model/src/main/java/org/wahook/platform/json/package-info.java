/** JSON: one configured mapper. Malformed input is an empty result, never an exception. */
@NullMarked
package org.wahook.platform.json;

import org.jspecify.annotations.NullMarked;
