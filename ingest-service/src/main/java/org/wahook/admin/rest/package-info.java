/** What the operations of the admin API share: requests and answers as values, validation that names every field at fault, and RFC 9457 problems. Knows no HTTP server. */
@NullMarked
package org.wahook.admin.rest;

import org.jspecify.annotations.NullMarked;
