/**
 * The bots that clients have: a turn's request in, a reply of typed messages or a failure out. {@link
 * org.wahook.shared.bot.Bot} is the port; each kind of bot is a mapping of its own behind it, without input or output.
 */
@NullMarked
package org.wahook.shared.bot;

import org.jspecify.annotations.NullMarked;
