/** What the console's templates show: plain values, read from the answers of the admin API's operations. */
@NullMarked
package org.wahook.admin.console.view;

import org.jspecify.annotations.NullMarked;
