// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.List;

/**
 * A problem of a config: where, what in one line, and hints what to do, one per line.
 *
 * @param hints what to do, each in a line of its own
 */
public record Problem(Place place, String message, List<String> hints) {

    public Problem {
        hints = List.copyOf(hints);
    }

    static Problem at(Place place, String message, String... hints) {
        return new Problem(place, message, List.of(hints));
    }

    /** Returns the message text: place and message, then the indented hints. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(place + ": " + message);
        hints.forEach(hint -> text.append("\n    ").append(hint));
        return text.toString();
    }
}
