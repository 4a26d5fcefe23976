package org.wahook.shared.meta;

/**
 * A message that changes an earlier one or takes it back.
 *
 * @param originalId Meta's id (wamid) of the earlier one, which may not have come yet
 * @param revoked false for an edit: the new words are the content of the message that has this correction
 */
public record Correction(String originalId, boolean revoked) {}
