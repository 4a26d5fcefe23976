package org.wahook.worker.route;

import org.wahook.shared.meta.StatusUpdate;

/** A status that came for one of our numbers. */
record StatusDelivery(String phoneNumberId, StatusUpdate update) {}
