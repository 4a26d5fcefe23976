/** The simulated AI response API: a real HTTP server that answers, stalls and fails as told. */
@NullMarked
package org.wahook.testbed.responder;

import org.jspecify.annotations.NullMarked;
