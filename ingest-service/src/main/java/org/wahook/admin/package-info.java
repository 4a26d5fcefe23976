/**
 * The admin API: its listener's routes and what they have in common. Each kind of thing that can be looked after has a
 * room of its own below; {@link org.wahook.admin.AdminApi} lists them.
 */
@NullMarked
package org.wahook.admin;

import org.jspecify.annotations.NullMarked;
