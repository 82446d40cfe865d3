// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The importance-weighted bound of log p(x) (Burda et al. 2016) by the model's own inference, and
 * how far it can be trusted ({@link ImportanceEstimate}). Its draws are {@code
 * evaluation.importanceSamples} or {@code evaluation.importanceTarget}.
 */
@Part(ImportanceEstimate.LOG_LIKELIHOOD)
@Cites("burda2016")
@Internal
public record LogLikelihood() implements Metric {

    @Override
    public MetricDescription description() {
        return bound("log p(x)", "The importance-weighted bound of log p(x) from K draws.")
                .as(MetricRole.LOG_LIKELIHOOD);
    }

    static MetricDescription bound(String label, String sentence) {
        return MetricDescription.of(label, Direction.HIGHER, sentence)
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Asked asked() {
        return Asked.ALWAYS;
    }

    @Override
    public Set<String> needs() {
        return Set.of(Bound.ELBO);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return subject.get(ImportanceEstimate.OWN).logLikelihood();
    }

    @Override
    public Map<String, Companion> companions() {
        Map<String, Companion> all = new LinkedHashMap<>();
        all.put(
                ImportanceEstimate.PARETO_K,
                diagnostic(
                                share(
                                                "Unreliable k-hat",
                                                "The share of data whose importance weights have so heavy a tail"
                                                        + " that their log p(x) may be far above its estimate.")
                                        .as(MetricRole.HEAVY_TAIL),
                                ImportanceEstimate::fittedHeavyTails)
                        .citing("vehtari2024"));
        all.put(
                "paretoKNotFitted",
                diagnostic(
                        share(
                                        "k-hat not fitted",
                                        "The share of data whose importance weights take too few values for"
                                                + " a k-hat; the ESS tells how good such estimates are.")
                                .as(MetricRole.RELIABILITY),
                        ImportanceEstimate::tailsNotFitted));
        all.put(
                "effectiveSampleSize",
                diagnostic(
                        MetricDescription.of(
                                        "Median ESS",
                                        Direction.NEITHER,
                                        "The median number of equal draws that the K draws of a datum are"
                                                + " worth.")
                                .as(MetricRole.EFFECTIVE_DRAWS),
                        ImportanceEstimate::effectiveSampleSize));
        all.put(
                ImportanceEstimate.IMPORTANCE_ERROR_MISSED,
                diagnostic(
                                share(
                                        "Error above target",
                                        "The share of data whose log p(x) has a standard error above the"
                                                + " target."),
                                ImportanceEstimate::errorMissed)
                        .whereDefined());
        return all;
    }

    @Override
    public Map<String, PerExample> columns(MetricContext subject) {
        PerDatum found = ImportanceEstimate.perDatum(subject);
        Map<String, PerExample> columns = new LinkedHashMap<>(found.estimates());
        columns.put("samples", PerExample.counts(found.estimated(), found.samples()));
        return columns;
    }

    private static MetricDescription share(String label, String sentence) {
        return MetricDescription.of(label, Direction.NEITHER, sentence).within(0, 1);
    }

    private static Companion diagnostic(
            MetricDescription description, Function<ImportanceEstimate, Measured> number) {
        return Companion.of(
                description, subject -> number.apply(subject.get(ImportanceEstimate.OWN)));
    }
}
