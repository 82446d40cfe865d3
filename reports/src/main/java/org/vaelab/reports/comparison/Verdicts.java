// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.reports.statistics.MeanDifference.Verdict;
import org.vaelab.reports.statistics.MoreSeeds;

/**
 * The differences of models to one of them, and what decides their verdicts.
 *
 * @param reference the model that is subtracted from each other one
 * @param confidence of each interval
 * @param rope the region of practical equivalence; 0 if there is none
 */
@Internal
public record Verdicts(
        ComparedModel reference,
        List<ModelDifference> differences,
        double confidence,
        double rope) {
    public Verdicts {
        differences = List.copyOf(differences);
    }

    /** Returns the differences to a model that is chosen before the data are seen. */
    public static Verdicts to(
            Comparison comparison, ReportedMetric metric, ComparedModel reference) {
        List<ModelDifference> all =
                comparison.without(reference).stream()
                        .map(model -> ModelDifference.of(comparison, metric, model, reference))
                        .toList();
        double rope = Leaders.rope(comparison, MeasuredMetric.of(reference, metric));
        return new Verdicts(reference, all, Leaders.confidence(all), rope);
    }

    /** Returns the same differences at another confidence. */
    Verdicts at(double other) {
        return new Verdicts(reference, differences, other, rope);
    }

    /** Returns the differences that a condition chooses, with the same verdicts. */
    public Verdicts only(Predicate<ModelDifference> which) {
        return new Verdicts(
                reference, differences.stream().filter(which).toList(), confidence, rope);
    }

    /**
     * Returns whether these are the differences of leaders to the best mean, at their confidence.
     */
    public boolean isThoseOf(Leaders leaders) {
        return leaders.best().name().equals(reference.name()) && leaders.confidence() == confidence;
    }

    public Verdict of(ModelDifference difference) {
        return difference.verdict(confidence, rope);
    }

    /** Returns the verdict on a model; open if there is no difference of it. */
    public Verdict of(ComparedModel model) {
        return differences.stream()
                .filter(difference -> difference.model().equals(model))
                .map(this::of)
                .findFirst()
                .orElse(Verdict.OPEN);
    }

    /** Returns the models with a verdict. */
    public List<ComparedModel> models(Verdict verdict) {
        return differences.stream()
                .filter(d -> d.mean() != null && of(d) == verdict)
                .map(ModelDifference::model)
                .toList();
    }

    /**
     * Returns the models whose difference is open, by what would settle it; an empty text if
     * nothing is known to.
     */
    public Map<String, List<ComparedModel>> open() {
        return by(d -> d.mean() != null && of(d).isOpen() ? remedy(d) : null);
    }

    /** Returns whether more seeds may settle an open difference. */
    public boolean wantsSeeds() {
        return differences.stream().anyMatch(d -> of(d).isOpen() && moreSeeds(d).isPresent());
    }

    /**
     * Returns how many seeds would settle a difference; empty if no number has a chance of one
     * half.
     */
    public Optional<MoreSeeds> moreSeeds(ModelDifference difference) {
        return difference.moreSeeds(confidence, rope);
    }

    /** Returns the models of which something can be said, by what it is. */
    private Map<String, List<ComparedModel>> by(Function<ModelDifference, @Nullable String> said) {
        Map<String, List<ComparedModel>> by = new LinkedHashMap<>();
        for (ModelDifference difference : differences) {
            String text = said.apply(difference);
            if (text != null) {
                by.computeIfAbsent(text, t -> new ArrayList<>()).add(difference.model());
            }
        }
        return by;
    }

    private String remedy(ModelDifference difference) {
        return difference.isOneSided()
                ? "values of other kinds allow either order; a larger K narrows bounds"
                : moreSeeds(difference).map(m -> "chance that seeds settle it: " + m).orElse("");
    }

    /** Returns the models that are not compared, by the reason. */
    public Map<String, List<ComparedModel>> obstacles() {
        return by(ModelDifference::obstacle);
    }

    /** Returns the differences of some models. */
    public List<ModelDifference> differences(List<ComparedModel> models) {
        return only(d -> models.contains(d.model())).differences();
    }

    public List<String> warnings() {
        return differences.stream().flatMap(d -> d.warnings().stream()).distinct().toList();
    }
}
