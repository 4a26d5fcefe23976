/** Conversations: their messages, customers who wait for an answer, pauses, and messages written by a person. A change and the job that tells the workers about it are committed together. */
@NullMarked
package org.wahook.admin.conversation;

import org.jspecify.annotations.NullMarked;
