package org.wahook.testbed.responder;

/** One entry of the history that a request carries: who said what. */
public record Turn(String role, String content) {}
