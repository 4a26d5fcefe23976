/** Tests of {@link org.wahook.shared.analytics}. */
@NullMarked
package org.wahook.shared.analytics;

import org.jspecify.annotations.NullMarked;
