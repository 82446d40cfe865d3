// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Locale;
import org.vaelab.framework.Internal;

/** Names in camel case as words. */
@Internal
public final class SpacedText {

    private SpacedText() {}

    /** Returns {@code posterior collapse} of {@code posteriorCollapse}. */
    public static String of(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
