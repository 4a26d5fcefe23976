package org.wahook.admin.rest;

import java.util.function.Function;

/**
 * One operation of the admin API.
 *
 * @param path with names in braces, as OpenAPI writes it
 * @param handler never throws for a mistake of the caller
 * @param neighbour must be available, or the operation is not tried
 */
public record Endpoint(Method method, String path, Function<Request, RestAnswer> handler, Neighbour neighbour) {

    /** What an operation needs. */
    public enum Neighbour {
        DATABASE,
        NONE
    }

    /** The methods in use. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE;

        public boolean takesBody() {
            return this == POST || this == PUT || this == PATCH;
        }
    }

    public static Endpoint get(String path, Function<Request, RestAnswer> handler) {
        return new Endpoint(Method.GET, path, handler, Neighbour.DATABASE);
    }

    public static Endpoint post(String path, Function<Request, RestAnswer> handler) {
        return new Endpoint(Method.POST, path, handler, Neighbour.DATABASE);
    }

    public static Endpoint put(String path, Function<Request, RestAnswer> handler) {
        return new Endpoint(Method.PUT, path, handler, Neighbour.DATABASE);
    }

    public static Endpoint patch(String path, Function<Request, RestAnswer> handler) {
        return new Endpoint(Method.PATCH, path, handler, Neighbour.DATABASE);
    }

    public static Endpoint delete(String path, Function<Request, RestAnswer> handler) {
        return new Endpoint(Method.DELETE, path, handler, Neighbour.DATABASE);
    }

    public Endpoint needing(Neighbour other) {
        return new Endpoint(method, path, handler, other);
    }
}
