package org.wahook.shared.meta;

import tools.jackson.databind.JsonNode;

/**
 * A part of a webhook that is not what Meta documents, such as a message without an id.
 *
 * @param why one line, without anything that the item holds
 * @param webhook the item alone in an envelope of its own, so that it can be replayed
 */
public record BrokenItem(String why, JsonNode webhook) {}
