/** The accounts that own a phone number and the settings of their chatbots: read from PostgreSQL, cached, and reloaded when a notification says that they changed. */
@NullMarked
package org.wahook.shared.account;

import org.jspecify.annotations.NullMarked;
