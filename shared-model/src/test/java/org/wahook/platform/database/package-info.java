@NullMarked
package org.wahook.platform.database;

import org.jspecify.annotations.NullMarked;
