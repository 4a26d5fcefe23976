@NullMarked
package org.wahook.ingest;

import org.jspecify.annotations.NullMarked;
