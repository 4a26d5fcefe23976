package org.wahook.worker.route;

import org.wahook.shared.meta.StatusUpdate;

/**
 * A status that came for one of our numbers.
 *
 * @param position in its event, so that a status of a message that is not ours is kept once
 */
record StatusDelivery(String phoneNumberId, StatusUpdate update, String eventId, String wabaId, int position) {}
