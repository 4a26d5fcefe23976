/** Chatbots: their name, their key for the response API, and the settings that the worker obeys. */
@NullMarked
package org.wahook.admin.chatbot;

import org.jspecify.annotations.NullMarked;
