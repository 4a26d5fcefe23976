/** OkHttp calls to clients' AIs and to Meta over several connection pools. The callers know the requests and interpret the answers. */
@NullMarked
package org.wahook.worker.http;

import org.jspecify.annotations.NullMarked;
