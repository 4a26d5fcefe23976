/**
 * From a webhook to jobs: whose number is it, keep what came, and wake up each conversation that has something to be
 * answered. Touches only the database, so it stays fast when an AI or Meta is slow.
 */
@NullMarked
package org.wahook.worker.route;

import org.jspecify.annotations.NullMarked;
