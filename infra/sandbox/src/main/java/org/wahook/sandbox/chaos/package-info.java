/** Load through the real ingest while one thing after another is harmed, and a count of what became of every message. */
@NullMarked
package org.wahook.sandbox.chaos;

import org.jspecify.annotations.NullMarked;
