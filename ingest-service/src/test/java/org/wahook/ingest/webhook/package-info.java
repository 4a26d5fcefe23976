@NullMarked
package org.wahook.ingest.webhook;

import org.jspecify.annotations.NullMarked;
