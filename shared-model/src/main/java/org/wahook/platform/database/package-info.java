/** PostgreSQL as both services use it: pool, schema, the clients that own a number, and news of their changes. */
@NullMarked
package org.wahook.platform.database;

import org.jspecify.annotations.NullMarked;
