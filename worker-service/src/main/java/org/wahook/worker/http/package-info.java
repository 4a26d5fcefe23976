/** Calls of other people's HTTP APIs, thousands at a time. What is asked, and what an answer means, others know. */
@NullMarked
package org.wahook.worker.http;

import org.jspecify.annotations.NullMarked;
