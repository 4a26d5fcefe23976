/** The pages in a real browser, Debian's chromium: what a person sees and does, on the whole running system. */
@NullMarked
package org.wahook.sandbox.browser;

import org.jspecify.annotations.NullMarked;
