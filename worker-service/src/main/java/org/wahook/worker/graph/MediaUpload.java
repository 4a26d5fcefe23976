package org.wahook.worker.graph;

/** What came of uploading a file to Meta. */
public sealed interface MediaUpload {

    /** @param mediaId by which messages of the same number name the file */
    record Uploaded(String mediaId) implements MediaUpload {}

    /** @param why never {@code Accepted}. An upload that may have arrived can be repeated, so never {@code Unknown} */
    record Failed(SendResult why) implements MediaUpload {}
}
