/** What the people who run the services see: metrics, dashboards, alerts, traces and log lines of a running system. */
@NullMarked
package org.wahook.sandbox.observability;

import org.jspecify.annotations.NullMarked;
