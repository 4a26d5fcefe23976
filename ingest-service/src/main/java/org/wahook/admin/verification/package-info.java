/**
 * Whether a client is connected with Meta as it should be: a report step by step when an integration is made, and which
 * integrations a verify token belongs to.
 */
@NullMarked
package org.wahook.admin.verification;

import org.jspecify.annotations.NullMarked;
