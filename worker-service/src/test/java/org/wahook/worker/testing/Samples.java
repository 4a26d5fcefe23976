package org.wahook.worker.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The beginnings of files, which is as much of them as tells their type. */
public final class Samples {

    public static final byte[] JPEG = bytes(0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0);
    public static final byte[] PNG = bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13);
    public static final byte[] MP4 = concat(bytes(0, 0, 0, 24), ascii("ftypisom"), bytes(0, 0, 2, 0));
    public static final byte[] PDF = ascii("%PDF-1.7\n%more");
    public static final byte[] WAV = concat(ascii("RIFF"), new byte[] {36, 0, 0, 0}, ascii("WAVEfmt "), new byte[24]);

    public static final byte[] OPUS = concat(ascii("OggS"), new byte[24], ascii("OpusHead"), new byte[11]);
    public static final byte[] HTML = ascii("<!DOCTYPE html><script>alert(1)</script>");
    public static final byte[] SVG = ascii("\n<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>");
    public static final byte[] ARCHIVE = concat(bytes('P', 'K', 3, 4), new byte[26], ascii("evil.exe"));
    public static final byte[] WORD = concat(bytes('P', 'K', 3, 4), new byte[26], ascii("[Content_Types].xml"));

    private Samples() {}

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The same file, so large. */
    public static byte[] sized(byte[] beginning, int size) {
        byte[] file = new byte[size];
        System.arraycopy(beginning, 0, file, 0, beginning.length);
        return file;
    }
}
