// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

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
        add(Problem.unknown(place, kind, name, known));
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

    /** Returns the results of all steps that report no problem. */
    <T, R> List<R> collectAll(Collection<T> items, Function<T, R> step) {
        return items.stream().flatMap(item -> collect(() -> step.apply(item)).stream()).toList();
    }

    /** Reports what was found, if anything was, in the order of the lines. */
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
