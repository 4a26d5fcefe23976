package org.wahook.worker.route;

import java.util.UUID;

/** What a conversation is found by: the client's account, and the contact. */
record ContactKey(UUID accountId, String contactId) {}
