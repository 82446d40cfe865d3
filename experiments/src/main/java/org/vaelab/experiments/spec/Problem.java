// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.List;

/**
 * One thing that is wrong with a config.
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

    /** Returns the text for people: the place and the message, below them the hints, indented. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(place + ": " + message);
        hints.forEach(hint -> text.append("\n    ").append(hint));
        return text.toString();
    }
}
