/** Tests of simulated Meta over real HTTP. */
@NullMarked
package org.wahook.testbed.meta;

import org.jspecify.annotations.NullMarked;
