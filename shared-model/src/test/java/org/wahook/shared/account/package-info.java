@NullMarked
package org.wahook.shared.account;

import org.jspecify.annotations.NullMarked;
