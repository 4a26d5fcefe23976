/** Tests of how an account's health is told. */
@NullMarked
package org.wahook.admin.health;

import org.jspecify.annotations.NullMarked;
