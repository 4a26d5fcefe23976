@NullMarked
package org.wahook.shared.config;

import org.jspecify.annotations.NullMarked;
