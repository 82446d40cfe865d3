// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What gives the numbers of a view without the page.
 *
 * @param command a line for a shell; empty if there is no command for it
 * @param java statements
 */
record Lines(String command, String java) {

    private static final String OPEN =
            "try (Model model = Model.open(new RunFolder(Path.of(%s)))) {";

    /**
     * Returns the lines for a run.
     *
     * @param command the name of a command, and its options after the run; empty if there is none
     * @param statements in Java, with {@code model}
     */
    static Lines of(Folders.Run run, List<String> command, String... statements) {
        Path folder = run.folder().path();
        List<String> words = new ArrayList<>(command);
        if (!words.isEmpty()) {
            words.add(1, folder.toString());
            words.add(0, "./vaelab");
        }
        return new Lines(
                words.stream().map(Lines::quoted).collect(Collectors.joining(" ")),
                OPEN.formatted(literal(folder.toString()))
                        + Arrays.stream(statements)
                                .map(line -> "\n    " + line)
                                .collect(Collectors.joining())
                        + "\n}");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns a text as a literal of Java. */
    static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Returns numbers as an array of Java. */
    static String literal(double[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(each -> Double.toString(each))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
