package org.wahook.admin.rest;

/**
 * A field at fault.
 *
 * @param field its name, with dots between an object and what it holds
 * @param message what is wrong; never quotes the value, which may be a secret
 */
public record FieldProblem(String field, String message) {}
