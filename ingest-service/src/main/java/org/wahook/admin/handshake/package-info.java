/**
 * Shakes hands with a webhook as Meta will, for an operator who sets a client up. It asks no address inside the network:
 * the URL is somebody's input.
 */
@NullMarked
package org.wahook.admin.handshake;

import org.jspecify.annotations.NullMarked;
