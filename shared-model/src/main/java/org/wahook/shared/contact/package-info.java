/** All that is stored about one person who writes to clients: to export it, and to erase it. */
@NullMarked
package org.wahook.shared.contact;

import org.jspecify.annotations.NullMarked;
