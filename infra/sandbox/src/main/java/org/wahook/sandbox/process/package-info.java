/** The two services as processes of their own, started from their jars as operators start them. */
@NullMarked
package org.wahook.sandbox.process;

import org.jspecify.annotations.NullMarked;
