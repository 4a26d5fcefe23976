/** Checks with Meta that an integration works, step by step, and finds the integrations that a verify token belongs to. */
@NullMarked
package org.wahook.admin.verification;

import org.jspecify.annotations.NullMarked;
