// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.List;
import org.vaelab.framework.Internal;

/** Numbers of things in messages. */
@Internal
public final class Amount {

    private static final int NAMED = 6;

    private Amount() {}

    /** Returns a number with a noun, such as {@code 1 file} and {@code 2 files}. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Returns a number with a noun and {@code is} or {@code are}. */
    public static String are(long count, String noun) {
        return of(count, noun) + (count == 1 ? " is" : " are");
    }

    /** Returns the names as a list; if there are many, the last ones as a number. */
    public static String named(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED - 1))
                        + " and "
                        + (names.size() - NAMED + 1)
                        + " more";
    }
}
