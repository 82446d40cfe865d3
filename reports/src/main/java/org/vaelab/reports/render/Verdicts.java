// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ModelDifference;
import org.vaelab.reports.statistics.MeanDifference;
import org.vaelab.reports.statistics.MeanDifference.Verdict;

/** Differences to one model with the verdicts that their table gives. */
record Verdicts(List<ModelDifference> differences, double confidence, double rope) {

    List<ComparedModel> models(Verdict verdict) {
        return differences.stream()
                .filter(d -> d.mean() != null && d.verdict(confidence, rope) == verdict)
                .map(ModelDifference::model)
                .toList();
    }

    /** Returns the restriction of the settled differences; empty if they hold for new seeds. */
    String of() {
        boolean trained =
                differences.stream()
                        .map(ModelDifference::mean)
                        .filter(Objects::nonNull)
                        .noneMatch(MeanDifference::isOverSeeds);
        return trained ? " This holds for these trained models." : "";
    }

    /** Returns the models whose difference is open, by what would settle it. */
    Map<String, List<ComparedModel>> open() {
        Map<String, List<ComparedModel>> open = new LinkedHashMap<>();
        for (ModelDifference difference : differences) {
            MeanDifference mean = difference.mean();
            Verdict verdict = difference.verdict(confidence, rope);
            if (mean != null
                    && Set.of(Verdict.OPEN, Verdict.NOT_WORSE, Verdict.NOT_BETTER)
                            .contains(verdict)) {
                open.computeIfAbsent(remedy(difference, mean), r -> new ArrayList<>())
                        .add(difference.model());
            }
        }
        return open;
    }

    private String remedy(ModelDifference difference, MeanDifference mean) {
        if (difference.isOneSided()) {
            return "the bounds allow either order; a larger K narrows them";
        }
        OptionalInt seeds = mean.seedsToSettle(confidence, rope);
        if (seeds.isPresent()) {
            return "about " + seeds.getAsInt() + " seeds would settle it";
        }
        MeanDifference overData =
                new MeanDifference(mean.mean(), 1, 0, mean.data(), mean.dataError());
        boolean data = overData.halfWidth(confidence) >= Math.abs(mean.mean()) - rope;
        return mean.isOverData() && data
                ? "more test examples would be needed"
                : "more than 1,000 seeds would be needed";
    }

    /** Returns the models that are not compared, by the reason. */
    Map<String, List<ComparedModel>> obstacles() {
        Map<String, List<ComparedModel>> obstacles = new LinkedHashMap<>();
        for (ModelDifference difference : differences) {
            if (difference.obstacle() != null) {
                obstacles
                        .computeIfAbsent(difference.obstacle(), o -> new ArrayList<>())
                        .add(difference.model());
            }
        }
        return obstacles;
    }

    List<String> warnings() {
        return differences.stream().flatMap(d -> d.warnings().stream()).distinct().toList();
    }
}
