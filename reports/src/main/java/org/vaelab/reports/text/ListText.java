// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.util.List;
import org.vaelab.framework.Internal;

/** Lists in a sentence. */
@Internal
public final class ListText {

    private ListText() {}

    /** Returns {@code a, b and c}, and {@code a to d} of more. */
    public static String ofSome(List<String> items) {
        int n = items.size();
        return n < 4 ? of(items) : items.get(0) + " to " + items.get(n - 1);
    }

    /** Returns {@code a, b and c}. */
    public static String of(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }
}
