package org.wahook.admin.conversation;

import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;
import org.wahook.shared.media.MediaLinks;
import tools.jackson.databind.node.ObjectNode;

/** What came of the wish to see a customer's file. */
public sealed interface FileLinkResult {

    /** Whoever knows the link may read the file until it ends. */
    record Linked(KeptFile file, MediaLinks.Link link) implements FileLinkResult {
        ObjectNode toJson() {
            return file.toJson()
                    .put("url", link.url())
                    .put("expiresAt", link.expiresAt().toString());
        }
    }

    /** There is no link. */
    sealed interface NotLinked extends FileLinkResult, Refused {}

    /** There is no such message, it has no file, or that is not kept. */
    record Missing() implements NotLinked {
        @Override
        public Problem problem() {
            return Problem.notFound("kept file");
        }
    }

    record NoStore() implements NotLinked {
        @Override
        public Problem problem() {
            return Problem.named(
                    409,
                    "no-media-store",
                    "The admin API does not know the media store",
                    "Set the MEDIA_STORE_ variables of worker-service for ingest-service too.");
        }
    }
}
