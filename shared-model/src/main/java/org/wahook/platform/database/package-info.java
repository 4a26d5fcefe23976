/** PostgreSQL for any service: connection pool, migrations, and the classification of its errors. */
@NullMarked
package org.wahook.platform.database;

import org.jspecify.annotations.NullMarked;
