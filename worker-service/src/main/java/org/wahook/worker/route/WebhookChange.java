package org.wahook.worker.route;

import org.wahook.shared.meta.Change;

/** A change that nobody answers, to be kept. */
record WebhookChange(String eventId, int position, Change.Other change) {}
