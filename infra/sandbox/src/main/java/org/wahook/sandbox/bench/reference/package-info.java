/** Reference figures measured in the same run (RabbitMQ's PerfTest, a bare HTTP handler), so that results are ratios. */
@NullMarked
package org.wahook.sandbox.bench.reference;

import org.jspecify.annotations.NullMarked;
