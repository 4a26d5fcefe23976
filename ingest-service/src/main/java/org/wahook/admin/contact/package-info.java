/** Requests about one person: all that is stored, to export it or to erase it. */
@NullMarked
package org.wahook.admin.contact;

import org.jspecify.annotations.NullMarked;
