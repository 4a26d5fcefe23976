/** The console without a browser: who comes in, for how long, and what the answers carry. */
@NullMarked
package org.wahook.admin.console;

import org.jspecify.annotations.NullMarked;
