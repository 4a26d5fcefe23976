package org.wahook.worker.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReasonTest {

    /** In the first column of the table; the others name settings and commands. */
    private static final Pattern WORD = Pattern.compile("`([a-z]+(_[a-z]+)+)`");

    @Test
    void the_runbook_has_the_whole_vocabulary() throws IOException {
        List<String> words = Files.readAllLines(Path.of("../docs/runbook.md")).stream()
                .dropWhile(line -> !line.startsWith("`x-reason` is one word"))
                .takeWhile(line -> !line.startsWith("What only puts a job off"))
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> WORD.matcher(line.split(" \\| ", 2)[0]).results())
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(words)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::word).toList());
    }
}
