/** Tests of the PostgreSQL that others test on. */
@NullMarked
package org.wahook.testbed.postgres;

import org.jspecify.annotations.NullMarked;
