// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;

/** The sentences on models that start from the weights of trained ones. */
final class SetupStarts {

    private SetupStarts() {}

    static List<String> sentences(Comparison comparison) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            Set<String> starts =
                    model.runs().stream()
                            .flatMap(run -> run.ended().stream())
                            .map(run -> run.provenance().start())
                            .filter(Objects::nonNull)
                            .map(SetupStarts::text)
                            .collect(Collectors.toSet());
            if (starts.size() == 1) {
                models.computeIfAbsent(starts.iterator().next(), t -> new ArrayList<>())
                        .add(model.label().latex());
            }
        }
        List<String> sentences = new ArrayList<>();
        models.forEach((text, of) -> sentences.add("The training of " + ListText.of(of) + text));
        return sentences;
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
