@NullMarked
package org.wahook.platform.broker;

import org.jspecify.annotations.NullMarked;
