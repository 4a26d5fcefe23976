package org.wahook.testbed.meta;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A form with fields and one file (RFC 7578), read far enough for tests. */
public final class MultipartForm {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^Content-Type: *(.+?) *$");

    private final Map<String, String> fields = new HashMap<>();
    private Optional<File> file = Optional.empty();

    /** The file of a form. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record File(String name, String mimeType, byte[] bytes) {}

    /** @param contentType with the boundary; without one the form is empty */
    public static MultipartForm read(String contentType, byte[] body) {
        MultipartForm form = new MultipartForm();
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (boundary.find()) {
            // Each byte is one character there.
            String text = new String(body, StandardCharsets.ISO_8859_1);
            for (String part : text.split("(\r\n)?--" + Pattern.quote(boundary.group(1)) + "(--)?(\r\n)?", -1)) {
                form.add(part);
            }
        }
        return form;
    }

    private void add(String part) {
        int end = part.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        String headers = part.substring(0, end);
        String content = part.substring(end + 4);
        Matcher name = NAME.matcher(headers);
        Matcher fileName = FILE_NAME.matcher(headers);
        if (fileName.find()) {
            Matcher type = TYPE.matcher(headers);
            file = Optional.of(new File(
                    utf8(fileName.group(1)),
                    type.find() ? type.group(1) : "application/octet-stream",
                    content.getBytes(StandardCharsets.ISO_8859_1)));
        } else if (name.find()) {
            fields.put(name.group(1), utf8(content));
        }
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Empty where there is none of that name. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    public Optional<File> file() {
        return file;
    }
}
