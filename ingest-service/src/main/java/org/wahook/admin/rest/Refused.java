package org.wahook.admin.rest;

/** The results of operations that did not do what was asked. Callers over HTTP and the console give the same reason. */
public interface Refused {

    Problem problem();
}
