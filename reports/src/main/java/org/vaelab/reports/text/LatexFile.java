// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A LaTeX file that compiles alone and that a document can {@code \input}.
 *
 * <p>The file finds out which of the two happens: {@code \documentclass} has another meaning once a
 * class is loaded. Alone, the file is a document of two columns, the narrowest usual place.
 */
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
        StringBuilder out = new StringBuilder();
        out.append("% ").append(purpose).append('\n');
        out.append("% \\input this file into a document").append(needs(packages));
        out.append(", or compile it alone.\n");
        out.append("\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\n");
        out.append("  \\let\\vaelabend\\relax\n\\else\\expandafter\\ifx");
        out.append("\\csname @twoclasseserror\\endcsname\\documentclass\n");
        out.append("  \\let\\vaelabend\\relax\n\\else\n");
        out.append("  \\def\\vaelabend{").append(alone).append("\\end{document}}\n");
        out.append("  \\documentclass[twocolumn]{article}\n");
        packages.forEach(name -> out.append("  \\usepackage{").append(name).append("}\n"));
        out.append("  \\begin{document}\n\\fi\\fi\n");
        out.append(body);
        return out.append("\\vaelabend\n").toString();
    }

    private static String needs(List<String> packages) {
        return packages.isEmpty()
                ? ""
                : packages.stream()
                        .map(name -> "\\usepackage{" + name + "}")
                        .collect(Collectors.joining(" ", " with ", ""));
    }
}
