@NullMarked
package org.wahook.ingest.signature;

import org.jspecify.annotations.NullMarked;
