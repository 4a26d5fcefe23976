/** Meta's webhook as records and sealed types. Unknown fields and types are kept as they came; a malformed item is reported by itself and never affects the others. */
@NullMarked
package org.wahook.shared.meta;

import org.jspecify.annotations.NullMarked;
