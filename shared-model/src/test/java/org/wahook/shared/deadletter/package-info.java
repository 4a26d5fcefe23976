@NullMarked
package org.wahook.shared.deadletter;

import org.jspecify.annotations.NullMarked;
