/** Simulated Meta: the Graph API as a real HTTP server, and the sender of signed webhooks. */
@NullMarked
package org.wahook.testbed.meta;

import org.jspecify.annotations.NullMarked;
