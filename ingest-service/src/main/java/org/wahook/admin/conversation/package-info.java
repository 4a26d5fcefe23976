/**
 * Conversations as support staff sees them: what was said, who waits, and taking one over from the bot. Changes are made
 * in the database and told to the workers as a job for the conversation, both or neither.
 */
@NullMarked
package org.wahook.admin.conversation;

import org.jspecify.annotations.NullMarked;
