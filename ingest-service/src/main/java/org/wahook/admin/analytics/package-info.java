/** How many messages came and went, how many failed, and how long customers waited. */
@NullMarked
package org.wahook.admin.analytics;

import org.jspecify.annotations.NullMarked;
