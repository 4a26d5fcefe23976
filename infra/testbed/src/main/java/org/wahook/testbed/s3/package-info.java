/** A real server with the interface of S3. */
@NullMarked
package org.wahook.testbed.s3;

import org.jspecify.annotations.NullMarked;
