/** Integrations: which chatbot answers on which WhatsApp number, with which tokens. */
@NullMarked
package org.wahook.ingest.admin.integration;

import org.jspecify.annotations.NullMarked;
