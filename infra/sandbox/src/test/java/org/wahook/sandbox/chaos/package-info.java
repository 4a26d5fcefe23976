/** The counting of chaos, and its short form. */
@NullMarked
package org.wahook.sandbox.chaos;

import org.jspecify.annotations.NullMarked;
