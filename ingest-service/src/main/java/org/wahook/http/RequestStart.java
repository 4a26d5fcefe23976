package org.wahook.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The first handler of a request. It tells the connection that the headers are complete, and fixes the method to that
 * of the request line, which Javalin lets a header change.
 */
final class RequestStart extends Handler.Wrapper {

    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getConnectionMetaData().getConnection().getEndPoint() instanceof ClientConnection connection) {
            connection.beginRequest();
        }
        return super.handle(
                request.getHeaders().contains(METHOD_OVERRIDE) ? new WithoutOverride(request) : request,
                response,
                callback);
    }

    private static final class WithoutOverride extends Request.Wrapper {

        private final HttpFields headers;

        WithoutOverride(Request request) {
            super(request);
            headers = HttpFields.build(request.getHeaders())
                    .remove(METHOD_OVERRIDE)
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
