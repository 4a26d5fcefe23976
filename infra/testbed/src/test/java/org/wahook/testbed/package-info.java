/** Tests of the testbed on its real parts. */
@NullMarked
package org.wahook.testbed;

import org.jspecify.annotations.NullMarked;
