@NullMarked
package org.wahook.shared.database;

import org.jspecify.annotations.NullMarked;
