// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vaelab.framework.naming.Spelling;

/** Collects problems, to report them together. Equal problems count once. */
final class Problems {

    private final Set<Problem> found = new LinkedHashSet<>();

    void add(Place place, String message, String... hints) {
        found.add(Problem.at(place, message, hints));
    }

    void add(Problem problem) {
        found.add(problem);
    }

    /** Reports an unknown name, with the nearest known ones. */
    void addUnknown(Place place, String kind, String name, Collection<String> known) {
        add(unknown(place, kind, name, known));
    }

    static Problem unknown(Place place, String kind, String name, Collection<String> known) {
        return Problem.at(place, "unknown " + kind + " '" + name + "'", Spelling.hint(name, known));
    }

    /** Returns the result of the step, or nothing if it reports a problem. */
    <T> Optional<T> collect(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (SpecException e) {
            found.addAll(e.problems());
            return Optional.empty();
        }
    }

    /**
     * Reports what was found, if anything was, in the order of the lines.
     *
     * @throws SpecException of all problems
     */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new SpecException(
                    found.stream()
                            .sorted(
                                    Comparator.comparingInt((Problem p) -> p.place().line())
                                            .thenComparingInt(p -> p.place().column()))
                            .toList());
        }
    }
}
