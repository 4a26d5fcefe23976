@NullMarked
package org.wahook.admin.console.view;

import org.jspecify.annotations.NullMarked;
