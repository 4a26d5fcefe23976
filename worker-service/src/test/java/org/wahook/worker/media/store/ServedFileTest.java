package org.wahook.worker.media.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedFileTest {

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, image/jpeg, inline, jpg",
        "audio/ogg, audio/ogg, inline, ogg",
        "video/mp4, video/mp4, inline, mp4",
        "application/pdf, application/pdf, attachment, pdf",
        "text/plain, text/plain, attachment, txt",
        "application/octet-stream, application/octet-stream, attachment, bin",
        "text/html, application/octet-stream, attachment, bin",
        "image/svg+xml, application/octet-stream, attachment, bin",
        "application/xhtml+xml, application/octet-stream, attachment, bin",
    })
    void a_browser_shows_pictures_sound_and_film_alone(
            String mimeType, String served, String disposition, String ending) {
        assertThat(ServedFile.of(7, mimeType))
                .isEqualTo(new ServedFile(served, "%s; filename=\"file-7.%s\"".formatted(disposition, ending)));
    }
}
