@NullMarked
package org.wahook.worker.callback;

import org.jspecify.annotations.NullMarked;
