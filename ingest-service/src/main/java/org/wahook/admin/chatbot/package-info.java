/** Chatbots: name, API key and settings. */
@NullMarked
package org.wahook.admin.chatbot;

import org.jspecify.annotations.NullMarked;
