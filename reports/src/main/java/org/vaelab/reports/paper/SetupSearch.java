// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on the searches that chose settings. */
final class SetupSearch {

    private SetupSearch() {}

    static List<String> sentences(Comparison comparison) {
        return ModelClauses.groups(comparison.models(), model -> search(comparison, model))
                .entrySet()
                .stream()
                .map(group -> group.getKey().replace("@", group.getValue().inner()))
                .toList();
    }

    private static Optional<String> search(Comparison comparison, ComparedModel model) {
        return comparison.searches().stream()
                .filter(search -> search.model().equals(model.name()) && search.best() != null)
                .findFirst()
                .map(
                        search ->
                                "The settings "
                                        + ListText.of(
                                                search.over().keySet().stream()
                                                        .map(Escape::latex)
                                                        .toList())
                                        + " of @ are the best of "
                                        + NumberText.grouped(search.trials().size())
                                        + " trials ("
                                        + Escape.latex(search.method())
                                        + " search) by "
                                        + Escape.latex(comparison.metric(search.by()).label())
                                        + " on validation data, each with "
                                        + seeds(search)
                                        + (search.finalSeeds() == null
                                                ? "."
                                                : ", which the reported runs do not share."));
    }

    private static String seeds(SearchRecord search) {
        return Words.count(search.seeds().size(), "seed");
    }
}
