package org.wahook.sandbox.phone;

import org.wahook.testbed.meta.WebhookNumber;

/**
 * Somebody to write to.
 *
 * @param name as the address book has it
 */
public record ChatClient(String chatbotId, String name, WebhookNumber number, String accessToken) {}
