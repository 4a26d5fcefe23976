@NullMarked
package org.wahook.shared.meta;

import org.jspecify.annotations.NullMarked;
