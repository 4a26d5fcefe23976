package org.wahook.admin.integration;

import java.util.OptionalLong;

/** Events in {@code whatsapp.unrouted}: they came for a number that no active account had. */
public interface UnroutedEvents {

    /** How many there are for a number; empty where RabbitMQ does not answer. */
    OptionalLong count(String phoneNumberId);

    /** Has them routed again and answers how many; empty where RabbitMQ does not answer. */
    OptionalLong replay(String phoneNumberId);
}
