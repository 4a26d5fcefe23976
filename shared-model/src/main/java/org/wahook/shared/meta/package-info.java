/**
 * Meta's webhook as records and sealed types. Whatever Meta sends becomes a value: what is not known is kept as it
 * came, and what is broken is named, item by item.
 */
@NullMarked
package org.wahook.shared.meta;

import org.jspecify.annotations.NullMarked;
