// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/**
 * A LaTeX file that compiles alone and that a document can {@code \input}.
 *
 * <p>The file finds out which of the two happens: {@code \documentclass} has another meaning once a
 * class is loaded. Alone, the file is a document of two columns, the narrowest usual place.
 */
@Internal
public final class LatexFile {

    private LatexFile() {}

    /**
     * Returns the file.
     *
     * @param purpose what it holds, in a sentence for the first comment
     * @param packages the packages that the body needs
     * @param body what a document gets from {@code \input}
     */
    public static String of(String purpose, List<String> packages, String body) {
        return of(purpose, packages, body, "");
    }

    /**
     * Returns the file.
     *
     * @param alone what the file shows after the body if it is compiled alone
     */
    public static String of(String purpose, List<String> packages, String body, String alone) {
        List<String> uses = packages.stream().map(name -> "\\usepackage{" + name + "}").toList();
        return TextTemplate.fill(
                LatexFile.class,
                "file.tex",
                Map.of(
                        "purpose", purpose,
                        "needs", uses.isEmpty() ? "" : " with " + String.join(" ", uses),
                        "packages",
                                uses.stream()
                                        .map(use -> "  " + use + "\n")
                                        .collect(Collectors.joining()),
                        "alone", alone,
                        "body", body));
    }
}
