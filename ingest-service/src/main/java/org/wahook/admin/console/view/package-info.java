/** What the console's templates show: plain values, made of the results of the admin API's operations. */
@NullMarked
package org.wahook.admin.console.view;

import org.jspecify.annotations.NullMarked;
