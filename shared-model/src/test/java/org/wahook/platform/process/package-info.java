@NullMarked
package org.wahook.platform.process;

import org.jspecify.annotations.NullMarked;
