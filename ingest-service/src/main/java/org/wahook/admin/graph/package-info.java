/** Meta's Graph API, as far as onboarding a client needs it: reading a number and its account, and subscribing to it. */
@NullMarked
package org.wahook.admin.graph;

import org.jspecify.annotations.NullMarked;
