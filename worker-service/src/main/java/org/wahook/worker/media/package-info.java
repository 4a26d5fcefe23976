/**
 * Photos, voice notes and files: fetched from Meta for the bot, written down as words, and fetched from where a bot says and
 * uploaded to Meta. Bytes of strangers are counted while they come, and told by their beginning.
 */
@NullMarked
package org.wahook.worker.media;

import org.jspecify.annotations.NullMarked;
