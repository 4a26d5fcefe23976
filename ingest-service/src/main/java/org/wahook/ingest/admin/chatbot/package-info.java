/** Chatbots: their name, their key for the response API, and the settings that the worker obeys. */
@NullMarked
package org.wahook.ingest.admin.chatbot;

import org.jspecify.annotations.NullMarked;
