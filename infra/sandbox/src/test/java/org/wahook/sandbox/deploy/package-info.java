/** What operators start the system with, held against the services themselves: the compose file and the manifests. */
@NullMarked
package org.wahook.sandbox.deploy;

import org.jspecify.annotations.NullMarked;
