/** What the model of the turn protocol finds, and that it finds it. */
@NullMarked
package org.wahook.testbed.protocol;

import org.jspecify.annotations.NullMarked;
