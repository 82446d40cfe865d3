// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.naming;

/** Numbers of things in messages. */
public final class Amount {

    private Amount() {}

    /** Returns a number with a noun, such as {@code 1 file} and {@code 2 files}. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Returns a number with a noun and {@code is} or {@code are}. */
    public static String are(long count, String noun) {
        return of(count, noun) + (count == 1 ? " is" : " are");
    }
}
