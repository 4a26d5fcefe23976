/** Tests of the simulated response API over real HTTP. */
@NullMarked
package org.wahook.testbed.responder;

import org.jspecify.annotations.NullMarked;
