/** What a bot wrote, as WhatsApp can show it: Markdown becomes WhatsApp's own formatting, everything else stays as it came. */
@NullMarked
package org.wahook.shared.formatting;

import org.jspecify.annotations.NullMarked;
