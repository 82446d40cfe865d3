// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.annealing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.evaluation.Companion;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.bound.FurtherInference;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
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
 * The lower bound of log p(x) of test examples by annealed importance sampling (Neal 2001, Wu et al.
 * 2017), and both bounds of examples that are simulated from the model (Grosse et al. 2015).
 */
@Part("logLikelihood.ais")
@Cites({"neal2001", "wu2017"})
public record AnnealedLogLikelihood(
        @Setting(
                        value = "T, the steps from the start to the posterior, at least 1",
                        defaultValue = "1000")
                int temperatures,
        @Setting(value = "K, the chains of each example, at least 1", defaultValue = "16")
                int chains,
        @Setting(value = "leapfrog steps of each transition, at least 1", defaultValue = "10")
                int leapfrogSteps,
        @Setting(
                        value =
                                "mean acceptance probability to which a preliminary run adapts the step"
                                        + " sizes, between 0 and 1",
                        defaultValue = "0.65")
                double acceptance,
        @Setting(value = "where chains begin", defaultValue = "prior") Start start,
        @Setting(value = "number of test examples, at least 1", defaultValue = "100") int examples,
        @Setting(
                        value =
                                "number of examples simulated from the model, for which there is an upper"
                                        + " bound too; at most the number of test examples; 0: none",
                        defaultValue = "100")
                int simulated)
        implements Metric {

    public static final String NAME = "logLikelihood.ais";

    private static final String BDMC = "logLikelihood.bdmc";

    /** The start of the chains. */
    public enum Start {
        /** p(z given c). */
        PRIOR,
        /** q(z given x, c). */
        POSTERIOR
    }

    public AnnealedLogLikelihood {
        Counts.atLeastOne("temperatures", temperatures);
        Counts.atLeastOne("chains", chains);
        Counts.atLeastOne("leapfrogSteps", leapfrogSteps);
        if (!(acceptance > 0 && acceptance < 1)) {
            throw new SettingException(
                    "acceptance", "must lie strictly between 0 and 1, is " + acceptance);
        }
        Counts.atLeastOne("examples", examples);
        if (simulated < 0) {
            throw new SettingException("simulated", "must be at least 0, is " + simulated);
        }
    }

    /** Returns T of the preliminary run: a tenth, but at least 100 unless T is smaller. */
    int preliminaryTemperatures() {
        return Math.min(temperatures, Math.max(100, temperatures / 10));
    }

    @Override
    public MetricDescription description() {
        return lowerBound(
                        "log p(x) by AIS",
                        "The lower bound of log p(x) by annealed importance sampling.")
                .as(MetricRole.TIGHTER_LOG_LIKELIHOOD);
    }

    private static MetricDescription lowerBound(String label, String sentence) {
        return MetricDescription.of(label, Direction.HIGHER, sentence)
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    private static MetricDescription diagnostic(String label, String sentence) {
        return MetricDescription.of(label, Direction.NEITHER, sentence);
    }

    @Override
    public Map<String, Companion> companions() {
        Map<String, Companion> all = new LinkedHashMap<>();
        all.put(
                "aisEffectiveSampleSize",
                Companion.of(
                                diagnostic(
                                        "ESS of AIS",
                                        "The median effective number of annealed chains per datum."),
                                subject -> {
                                    Annealing found = subject.get(ofTest());
                                    return diagnostic(
                                            ImportanceWeights.median(found.effectiveSampleSize()),
                                            found);
                                })
                        .whereDefined());
        all.put(
                "aisAcceptance",
                Companion.of(
                                diagnostic(
                                                "Acceptance of AIS",
                                                "The mean acceptance probability of annealed chains.")
                                        .within(0, 1),
                                subject -> {
                                    Annealing found = subject.get(ofTest());
                                    return diagnostic(found.meanAcceptance(), found);
                                })
                        .whereDefined());
        all.put(
                "logLikelihood.bdmcLower",
                Companion.of(
                                diagnostic(
                                                "BDMC lower bound",
                                                "The lower bound of log p(x) of simulated data, by chains run"
                                                        + " forward.")
                                        .in("nats", EstimateKind.LOWER_BOUND),
                                subject ->
                                        mean(
                                                subject.get(ofSimulated()).lower(),
                                                EstimateKind.LOWER_BOUND))
                        .whereDefined()
                        .citing("burda2016"));
        all.put(
                BDMC,
                Companion.of(
                                diagnostic(
                                                "BDMC upper bound",
                                                "The upper bound of log p(x) of simulated data, by chains run"
                                                        + " backward.")
                                        .in("nats", EstimateKind.UPPER_BOUND),
                                subject ->
                                        mean(
                                                subject.get(ofSimulated()).upper(),
                                                EstimateKind.UPPER_BOUND))
                        .whereDefined()
                        .citing("grosse2015"));
        all.put(
                "bdmcGap",
                Companion.of(
                                diagnostic(
                                                "BDMC gap",
                                                "The upper minus the lower bound of log p(x) of simulated data."
                                                        + " Neither bound misses more, in expectation.")
                                        .in("nats", EstimateKind.NOT_A_LIKELIHOOD),
                                subject ->
                                        mean(
                                                subject.get(ofSimulated()).gaps(),
                                                EstimateKind.NOT_A_LIKELIHOOD))
                        .whereDefined());
        all.put(
                "approximationGap",
                Companion.of(
                                diagnostic(
                                                "Approximation gap",
                                                "How far log p(x) by annealed importance sampling is above the bound"
                                                        + " of another inference, on the same examples.")
                                        .in("nats", EstimateKind.NOT_A_LIKELIHOOD),
                                this::approximationGap)
                        .whereDefined()
                        .citing("cremer2018"));
        return all;
    }

    @Override
    public Set<String> needs() {
        return Set.of(ImportanceEstimate.LOG_LIKELIHOOD);
    }

    @Override
    public Measured measure(MetricContext subject) {
        return mean(subject.get(ofTest()).lower(), EstimateKind.LOWER_BOUND);
    }

    /** Lower bounds of test data. */
    private Shared<Annealing> ofTest() {
        return new Shared<>(
                "evaluation.annealing",
                List.of(this),
                subject -> Annealing.ofTest(subject, this, NAME));
    }

    /** Both bounds of simulated data. */
    private Shared<Annealing> ofSimulated() {
        return new Shared<>(
                "evaluation.annealing.simulated",
                List.of(this),
                subject -> {
                    subject.get(ofTest());
                    subject.undefinedIf(simulated == 0, "no data are simulated");
                    return Annealing.ofSimulated(subject, this, BDMC);
                });
    }

    /** Returns the lower bound of each test example that has one. */
    public PerExample bounds(MetricContext subject) {
        double[] lower = subject.get(ofTest()).lower();
        return new PerExample(subject.subset().rows(examples, subject.test().size()), lower);
    }

    @Override
    public Map<String, PerExample> columns(MetricContext subject) {
        return Map.of(NAME, bounds(subject));
    }

    /**
     * Returns log p(x) minus the bound of the further inference, on the examples of both (Cremer et
     * al. 2018, section 3): what the family of posteriors costs, as far as the ascent has converged.
     */
    private Measured approximationGap(MetricContext subject) {
        double[] gap =
                FurtherInference.first(subject)
                        .map(further -> bounds(subject).minus(further.bounds(subject)).values())
                        .orElse(new double[0]);
        subject.undefinedIf(gap.length == 0, "no further inference bounds log p(x) of these");
        return Measured.mean(gap, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
    }

    private Measured mean(double[] values, EstimateKind kind) {
        return Measured.mean(values, "nats", kind, chains);
    }

    private Measured diagnostic(double value, Annealing found) {
        return new Measured(Measured.pure(value, chains), found.lower().length);
    }
}
