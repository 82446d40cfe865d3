// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record.internal;

import java.util.Locale;

/** Names in camel case as words. */
public final class SpacedText {

    private SpacedText() {}

    /** Returns {@code posterior collapse} of {@code posteriorCollapse}. */
    public static String of(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
