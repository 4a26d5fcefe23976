@NullMarked
package org.wahook.platform.config;

import org.jspecify.annotations.NullMarked;
