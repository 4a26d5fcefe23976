@NullMarked
package org.wahook.shared.broker;

import org.jspecify.annotations.NullMarked;
