// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/** An invalid config. The message is complete: all problems, one per line. */
@Internal
public final class SpecException extends UserError {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    SpecException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    static SpecException of(Problem problem) {
        return new SpecException(List.of(problem));
    }

    static SpecException at(Place place, String message, String... hints) {
        return of(Problem.at(place, message, hints));
    }

    /** Returns the exception for an unknown name, with the nearest known ones. */
    static SpecException unknown(Place place, String kind, String name, Collection<String> known) {
        return of(Problem.unknown(place, kind, name, known));
    }

    public List<Problem> problems() {
        return problems;
    }
}
