// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;

/** The sentences on models that start from the weights of trained ones. */
final class SetupStarts {

    private SetupStarts() {}

    static List<String> sentences(Comparison comparison) {
        return ModelClauses.groups(comparison.models(), SetupStarts::start).entrySet().stream()
                .map(group -> "The training of " + group.getValue().inner() + group.getKey())
                .toList();
    }

    /** Returns the start of all runs that ended; empty if they differ. */
    private static Optional<String> start(ComparedModel model) {
        List<Optional<String>> starts =
                model.ended().stream()
                        .map(run -> Optional.ofNullable(run.provenance().start()))
                        .map(start -> start.map(SetupStarts::text))
                        .distinct()
                        .toList();
        return starts.size() == 1 ? starts.get(0) : Optional.empty();
    }

    private static String text(Provenance.Start start) {
        String what = start.parts().equals("all") ? "all parameters" : "the " + start.parts();
        return " starts from "
                + what
                + " of the trained model "
                + Escape.latex(start.model())
                + (start.frozen() ? ", which it leaves unchanged." : ".");
    }
}
