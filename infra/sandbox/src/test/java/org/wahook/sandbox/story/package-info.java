/**
 * End-to-end stories, a class for each theme: what goes in as a webhook, what the response API is asked, what Meta is
 * handed, and what then stands in the database. Each class has a system of its own.
 */
@NullMarked
package org.wahook.sandbox.story;

import org.jspecify.annotations.NullMarked;
