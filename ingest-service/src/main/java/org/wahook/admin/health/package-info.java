/** The health of each account: its last webhook, send and error, whether sending is stopped, and how many customers wait. */
@NullMarked
package org.wahook.admin.health;

import org.jspecify.annotations.NullMarked;
