/**
 * What waits: messages in queues, customers without an answer, accounts that can't send. Looked at on a timer, away from
 * the hot path, for the metrics that alerts are made of.
 */
@NullMarked
package org.wahook.shared.backlog;

import org.jspecify.annotations.NullMarked;
