// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.settings.Spelling;

/**
 * A problem of a config: where, what in one line, and hints what to do, one per line.
 *
 * @param hints what to do, each in a line of its own
 */
@Internal
public record Problem(Place place, String message, List<String> hints) {

    public Problem {
        hints = List.copyOf(hints);
    }

    static Problem at(Place place, String message, String... hints) {
        return new Problem(place, message, List.of(hints));
    }

    /** Returns a problem from lines: the message, then hints. */
    public static Problem ofLines(Place place, String text) {
        List<String> lines = text.lines().toList();
        return new Problem(place, lines.get(0), lines.subList(1, lines.size()));
    }

    static Problem unknown(Place place, String kind, String name, Collection<String> known) {
        String hint = OptionalJars.hint(kind, name).orElseGet(() -> Spelling.hint(name, known));
        return at(place, "unknown " + kind + " '" + name + "'", hint);
    }

    /** Returns the message text: place and message, then the indented hints. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(place + ": " + message);
        hints.forEach(hint -> text.append("\n    ").append(hint));
        return text.toString();
    }
}
