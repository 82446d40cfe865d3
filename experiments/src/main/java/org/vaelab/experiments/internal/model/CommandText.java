// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.util.List;
import org.vaelab.reports.internal.text.ShellWords;

/** Command lines of VaeLab. */
public final class CommandText {

    private CommandText() {}

    /** Returns the command line of VaeLab with some arguments. */
    public static String vaelab(List<String> arguments) {
        return "./vaelab " + words(arguments);
    }

    /** Returns the words as one line, quoted for a POSIX shell. */
    public static String words(List<String> words) {
        return ShellWords.of(words);
    }
}
