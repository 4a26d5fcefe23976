/**
 * What all operations of the admin API have in common: requests and answers as plain values, fields that are read with
 * every problem named, and problems as RFC 9457 writes them. Knows no HTTP server.
 */
@NullMarked
package org.wahook.admin.rest;

import org.jspecify.annotations.NullMarked;
