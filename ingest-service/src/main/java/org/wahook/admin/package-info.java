/** The admin API: its routes and what they share. {@link org.wahook.admin.AdminApi} lists the resources; each has a package below this one. */
@NullMarked
package org.wahook.admin;

import org.jspecify.annotations.NullMarked;
