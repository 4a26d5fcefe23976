/** Verifies Meta's signature over the raw bytes of a webhook. Only this package can make a {@link org.wahook.ingest.signature.VerifiedWebhook}, so nothing unverified can be published. */
@NullMarked
package org.wahook.ingest.signature;

import org.jspecify.annotations.NullMarked;
