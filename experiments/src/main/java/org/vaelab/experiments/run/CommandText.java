// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands quoted for a shell. */
public final class CommandText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandText() {}

    /** Returns the command line of VaeLab with some arguments. */
    public static String vaelab(List<String> arguments) {
        return "./vaelab " + words(arguments);
    }

    /** Returns the words as one line, quoted for a POSIX shell. */
    public static String words(List<String> words) {
        return words.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
