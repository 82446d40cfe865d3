// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/** Commands as one line for a POSIX shell. */
@Internal
public final class ShellWords {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    /** Returns the words as one line, quoted where a shell needs it. */
    public static String of(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
