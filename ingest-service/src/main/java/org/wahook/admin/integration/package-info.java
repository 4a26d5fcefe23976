/** Integrations: which chatbot answers on which WhatsApp number, with which tokens. */
@NullMarked
package org.wahook.admin.integration;

import org.jspecify.annotations.NullMarked;
