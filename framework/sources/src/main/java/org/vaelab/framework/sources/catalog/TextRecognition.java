// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.sources.UnreadableFile;

/** Finds whether the examples of a text are its lines or windows of it. */
final class TextRecognition {

    private static final int READ = 20_000;
    private static final int LEAST_LINES = 200;
    private static final int LONGEST_LINE = 300;
    private static final double MOST_BLANK = 0.02;

    private TextRecognition() {}

    static Recognized of(Path path) {
        int lines = 0;
        int blank = 0;
        int longest = 0;
        long words = 0;
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine();
                    line != null && lines < READ;
                    line = reader.readLine()) {
                lines++;
                blank += line.isBlank() ? 1 : 0;
                longest = Math.max(longest, line.length());
                words += line.isBlank() ? 0 : line.strip().split("\\s+").length;
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        boolean areLines =
                lines >= LEAST_LINES && blank <= MOST_BLANK * lines && longest <= LONGEST_LINE;
        Recognized found = Recognized.of("text", path);
        if (areLines) {
            boolean areSentences = words >= 2L * lines;
            return found.with(
                            "examples",
                            "line",
                            "each line is an example; a running text: window, with length: 64")
                    .with(
                            "tokens",
                            areSentences ? "word" : "character",
                            areSentences ? "or character" : "or word");
        }
        return found.with("examples", "window", "a running text; an example for each line: line")
                .with("length", 64, "characters of an example")
                .with("testFraction", 0.1, "the end of the file");
    }
}
