/**
 * Where customers' files may be kept: a bucket with the interface of S3, and links to what is in it. The worker puts files there
 * and deletes them; the admin API and the console only sign links, which needs no connection.
 */
@NullMarked
package org.wahook.shared.media;

import org.jspecify.annotations.NullMarked;
