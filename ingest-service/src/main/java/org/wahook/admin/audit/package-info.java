/** Who changed what: a log line for each change that the admin API makes. */
@NullMarked
package org.wahook.admin.audit;

import org.jspecify.annotations.NullMarked;
