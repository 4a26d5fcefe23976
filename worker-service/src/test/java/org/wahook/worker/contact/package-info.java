/** Tests of the commands that export and erase one person. */
@NullMarked
package org.wahook.worker.contact;

import org.jspecify.annotations.NullMarked;
