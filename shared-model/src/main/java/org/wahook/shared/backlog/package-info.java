/** Queue depths, customers without an answer and accounts that cannot send, measured on a timer for metrics and alerts. */
@NullMarked
package org.wahook.shared.backlog;

import org.jspecify.annotations.NullMarked;
