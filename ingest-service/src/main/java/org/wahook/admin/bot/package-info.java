/** "Test the bot": asks a client's bot as a worker would, and shows what went there and what came back. Writes nothing. */
@NullMarked
package org.wahook.admin.bot;

import org.jspecify.annotations.NullMarked;
