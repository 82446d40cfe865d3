// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.annealing.AnnealedLogLikelihood;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The importance-weighted bound of log p(x) with the proposals of {@link MomentMatching} where
 * k-hat was unreliable (Paananen et al. 2021).
 */
@Part("logLikelihood.matched")
@Cites("paananen2021")
public record MatchedLogLikelihood(
        @Setting(
                        value =
                                "S, the draws per example that find unreliable examples and to whose moments"
                                        + " the posterior is adapted, at least 21; they have no part in the"
                                        + " estimate",
                        defaultValue = "500")
                int draws,
        @Setting("most examples to repair, those with the largest k-hat first; absent: all")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer examples,
        @Setting(
                        value = "most transformations of the draws of an example, at least 1",
                        defaultValue = "30")
                int steps)
        implements Metric {

    static final String NAME = "logLikelihood.matched";

    public MatchedLogLikelihood {
        if (!ParetoTail.isDefined(draws)) {
            throw new SettingException(
                    "draws", "must be at least 21, for which k-hat is defined, is " + draws);
        }
        if (examples != null) {
            Counts.atLeastOne("examples", examples);
        }
        Counts.atLeastOne("steps", steps);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "log p(x) by matched q",
                        Direction.HIGHER,
                        "The importance-weighted bound of log p(x), where an unreliable k-hat is"
                                + " repaired by moment matching.")
                .in("nats", EstimateKind.LOWER_BOUND)
                .as(MetricRole.TIGHTER_LOG_LIKELIHOOD);
    }

    @Override
    public Map<String, Companion> companions() {
        Map<String, Companion> all = new LinkedHashMap<>();
        all.put(
                "paretoK.matched",
                Companion.of(
                                MetricDescription.of(
                                                "Unreliable k-hat, matched",
                                                Direction.NEITHER,
                                                "The share of data whose k-hat is unreliable after moment matching.")
                                        .within(0, 1),
                                subject -> subject.get(repaired()).matched().heavyTails())
                        .citing("vehtari2024"));
        all.put(
                "repaired",
                Companion.of(
                                MetricDescription.of(
                                        "Repaired k-hat",
                                        Direction.NEITHER,
                                        "The number of examples whose k-hat moment matching made reliable."),
                                subject -> subject.get(repaired()).count(annealed(subject)))
                        .citing("paananen2021")
                        .withParts(
                                (part, whole) ->
                                        whole.part(
                                                whole.label() + ", " + part,
                                                "The number of examples that moment matching tried to"
                                                        + " repair.")));
        return all;
    }

    @Override
    public Set<String> needs() {
        return Set.of(ImportanceEstimate.LOG_LIKELIHOOD, AnnealedLogLikelihood.NAME);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return subject.get(repaired()).matched().logLikelihood();
    }

    private Shared<RepairedExamples> repaired() {
        return new Shared<>(
                "evaluation.matching",
                List.of(this),
                subject -> MatchedEstimates.of(subject, this));
    }

    private static Optional<PerExample> annealed(MetricContext subject) {
        return subject.metric(AnnealedLogLikelihood.class)
                .flatMap(ais -> subject.attempt(() -> ais.bounds(subject)));
    }

    @Override
    public Map<String, PerExample> columns(MetricContext subject) {
        return subject.get(repaired()).columns();
    }
}
