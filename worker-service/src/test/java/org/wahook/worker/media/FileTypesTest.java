package org.wahook.worker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.testing.Samples.ascii;
import static org.wahook.worker.testing.Samples.bytes;
import static org.wahook.worker.testing.Samples.concat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import org.wahook.worker.testing.Samples;

class FileTypesTest {

    private static final String WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static byte[] sample(String name) {
        return switch (name) {
            case "jpeg" -> Samples.JPEG;
            case "png" -> Samples.PNG;
            case "gif" -> ascii("GIF89a....");
            case "webp" -> concat(ascii("RIFF"), bytes(1, 2, 3, 4), ascii("WEBPVP8 "));
            case "wav" -> Samples.WAV;
            case "mp4" -> Samples.MP4;
            case "m4a" -> concat(bytes(0, 0, 0, 24), ascii("ftypM4A "), bytes(0, 0, 2, 0));
            case "3gp" -> concat(bytes(0, 0, 0, 24), ascii("ftyp3gp4"), bytes(0, 0, 2, 0));
            case "mov" -> concat(bytes(0, 0, 0, 24), ascii("ftypqt  "), bytes(0, 0, 2, 0));
            case "opus" -> Samples.OPUS;
            case "vorbis" -> concat(ascii("OggS"), new byte[24], bytes(1), ascii("vorbis"));
            case "mp3" -> ascii("ID3 and more");
            case "mp3 frame" -> bytes(0xFF, 0xFB, 0x90, 0x64, 0, 0);
            case "aac" -> bytes(0xFF, 0xF1, 0x50, 0x80, 0, 0);
            case "amr" -> ascii("#!AMR\n....");
            case "pdf" -> Samples.PDF;
            case "text" -> ascii("Hello,\nworld");
            case "html" -> Samples.HTML;
            case "svg" -> Samples.SVG;
            case "script" -> ascii("#!/bin/sh\nrm");
            case "zip" -> Samples.ARCHIVE;
            case "word" -> Samples.WORD;
            case "ole" -> bytes(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0);
            case "elf" -> concat(bytes(0x7F), ascii("ELF"), bytes(2, 1, 1, 0));
            default -> new byte[0];
        };
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            jpeg ^ IMAGE ^ image/jpeg
            png ^ IMAGE ^ image/png
            gif ^ IMAGE ^
            webp ^ IMAGE ^
            svg ^ IMAGE ^
            html ^ IMAGE ^
            pdf ^ IMAGE ^
            mp4 ^ VIDEO ^ video/mp4
            3gp ^ VIDEO ^ video/3gpp
            mov ^ VIDEO ^
            m4a ^ VIDEO ^
            opus ^ AUDIO ^ audio/ogg
            vorbis ^ AUDIO ^
            mp3 ^ AUDIO ^ audio/mpeg
            mp3 frame ^ AUDIO ^ audio/mpeg
            aac ^ AUDIO ^ audio/aac
            amr ^ AUDIO ^ audio/amr
            m4a ^ AUDIO ^ audio/mp4
            mp4 ^ AUDIO ^ audio/mp4
            jpeg ^ AUDIO ^
            wav ^ AUDIO ^
            wav ^ DOCUMENT ^
            pdf ^ DOCUMENT ^ application/pdf
            text ^ DOCUMENT ^ text/plain
            html ^ DOCUMENT ^
            svg ^ DOCUMENT ^
            script ^ DOCUMENT ^
            zip ^ DOCUMENT ^
            ole ^ DOCUMENT ^
            elf ^ DOCUMENT ^
            jpeg ^ DOCUMENT ^
            empty ^ DOCUMENT ^
            """)
    void what_meta_takes_of_a_bots_file(String sample, Kind kind, String expected) {
        assertThat(FileTypes.sendable(kind, false, sample(sample), "image/jpeg", "a.jpg"))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void a_voice_note_is_opus_and_nothing_else() {
        assertThat(FileTypes.sendable(Kind.AUDIO, true, sample("opus"), "", "")).contains("audio/ogg");
        assertThat(FileTypes.sendable(Kind.AUDIO, true, sample("mp3"), "", "")).isEmpty();
        assertThat(FileTypes.sendable(Kind.AUDIO, true, sample("vorbis"), "", ""))
                .isEmpty();
    }

    @Test
    void an_office_file_needs_its_bytes_and_a_hint_which_of_them_it_is() {
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("word"), WORD + "; charset=binary", "x"))
                .contains(WORD);
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("word"), "", "Offer.DOCX"))
                .contains(WORD);
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("word"), "", "Offer.zip"))
                .isEmpty();
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("zip"), WORD, "Offer.docx"))
                .isEmpty();
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("ole"), "", "old.xls"))
                .contains("application/vnd.ms-excel");
        assertThat(FileTypes.sendable(Kind.DOCUMENT, false, sample("pdf"), WORD, "Offer.docx"))
                .contains("application/pdf");
    }

    @ParameterizedTest(name = "{0} in a message of type {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            jpeg ^ image ^ image/jpeg
            webp ^ sticker ^ image/webp
            html ^ image ^
            opus ^ audio ^ audio/ogg
            3gp ^ audio ^ audio/mp4
            pdf ^ audio ^
            mp4 ^ video ^ video/mp4
            opus ^ video ^
            word ^ document ^ application/vnd.openxmlformats-officedocument.wordprocessingml.document
            zip ^ document ^ application/zip
            html ^ document ^ application/octet-stream
            elf ^ document ^ application/octet-stream
            jpeg ^ document ^ image/jpeg
            wav ^ document ^ audio/wav
            wav ^ audio ^
            jpeg ^ order ^
            """)
    void what_a_customers_file_is(String sample, String type, String expected) {
        assertThat(FileTypes.received(type, sample(sample), WORD)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void a_file_name_keeps_no_path_no_marks_and_no_more_than_a_header_takes() {
        assertThat(UrlFetcher.clean("../a/b\u202Egpj.exe\r\n")).isEqualTo("..abgpj.exe");
        assertThat(UrlFetcher.clean("  ")).isEqualTo("file");
        assertThat(UrlFetcher.clean("é".repeat(200))).isEqualTo("é".repeat(120));
    }
}
