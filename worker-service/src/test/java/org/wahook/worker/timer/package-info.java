@NullMarked
package org.wahook.worker.timer;

import org.jspecify.annotations.NullMarked;
