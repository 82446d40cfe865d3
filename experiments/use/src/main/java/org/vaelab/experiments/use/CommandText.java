// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.reports.text.ShellWords;

/** Command lines of VaeLab. */
@Internal
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
