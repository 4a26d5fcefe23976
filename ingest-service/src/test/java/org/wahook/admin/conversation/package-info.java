/** Tests of the list of conversations. */
@NullMarked
package org.wahook.admin.conversation;

import org.jspecify.annotations.NullMarked;
