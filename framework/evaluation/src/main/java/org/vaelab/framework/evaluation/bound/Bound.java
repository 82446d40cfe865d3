// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.blocks.Reading;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.framework.tensor.Tensor;

/**
 * The evidence lower bound of each datum, with the terms that training uses: means over draws, in
 * nats.
 *
 * <p>If only draws of the posterior are known, the KL lacks their density: it is minus the mean of
 * log p(z), and the bound is the mean of log p(x, z).
 */
public final class Bound {

    public static final String ELBO = "elbo";
    public static final String RECONSTRUCTION = "reconstruction";
    public static final String KL = "kl";

    /** The mean of log p(x, z). It is no bound of log p(x): densities of z have no upper limit. */
    public static final String LOG_JOINT = "logJoint";

    /** The bound by the model's own inference, with the KL of each unit. */
    public static final Shared<Bound> OWN =
            new Shared<>("evaluation.bound", subject -> of(subject, ELBO, true));

    /** The reason why there is no bound if only draws are known. */
    public static final String DRAWS_ALONE =
            "the inference finds values, whose density is not known";

    private final Blocks blocks;
    private final Overlap overlap;
    private final PosteriorForm form;
    private final int samples;
    private final KlMode mode;
    private final boolean byUnit;
    private final double[] reconstruction;
    private final Map<String, Sums> klByName = new LinkedHashMap<>();
    private final Map<String, Sums> unitsByName = new LinkedHashMap<>();
    private final Map<String, double[]> diagnostics = new LinkedHashMap<>();
    private boolean ofPointMass = true;

    private Bound(MetricContext subject, boolean byUnit) {
        this.blocks = subject.decoding();
        this.overlap = Overlap.of(subject.test());
        this.form = subject.model().inference().form();
        this.samples = subject.settings().samples();
        this.mode = subject.settings().kl();
        this.byUnit = byUnit;
        this.reconstruction = new double[subject.test().size()];
    }

    /**
     * Estimates the bounds of all test examples.
     *
     * @param name of the bound, by which the key is split
     * @param byUnit whether the KL of each unit is computed as well, where it is known
     */
    public static Bound of(MetricContext subject, String name, boolean byUnit) {
        Examples examples = subject.test();
        RandomKey key = subject.keyOf(name);
        Bound bound = new Bound(subject, byUnit);
        subject.prepared(
                model ->
                        bound.blocks.overExamples(
                                model,
                                examples,
                                key,
                                (batch, first, own) -> {
                                    bound.addBlock(model, batch, own, first);
                                    subject.advanced(name, first + batch.size(), examples.size());
                                }));
        return bound;
    }

    /**
     * A term of the KL, or its units: means over draws in nats.
     *
     * @param values [width] numbers for each datum
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    private record Sums(int width, boolean isExact, double[] values) {

        Reading adding(int first, Tensor terms, double share) {
            return addition(values, first * width, terms, share);
        }

        UnitKl mean(String term, int unit, Overlap overlap) {
            double[] own = new double[values.length / width];
            Arrays.setAll(own, i -> values[i * width + unit]);
            Estimate mean = Estimate.ofMean(own, "nats", EstimateKind.EXACT, 0);
            double error =
                    overlap.isOfWindows()
                            ? overlap.mean(own).standardError()
                            : mean.standardError();
            return new UnitKl(term, unit, mean.value(), error);
        }
    }

    private static Reading addition(double[] sums, int from, Tensor terms, double share) {
        return new Reading(
                terms,
                values -> {
                    for (int i = 0; i < values.length; i++) {
                        sums[from + i] += share * values[i];
                    }
                });
    }

    private void addBlock(LatentVariableModel model, Batch batch, RandomKey key, int first) {
        JointPosterior q = model.infer(batch, key.split("inference"), Phase.evaluation());
        q.diagnostics()
                .forEach(
                        (name, values) ->
                                System.arraycopy(
                                        values,
                                        0,
                                        diagnostics.computeIfAbsent(
                                                name, n -> new double[reconstruction.length]),
                                        first,
                                        values.length));
        blocks.overDraws(
                model.runtime(),
                q,
                key,
                samples,
                draw -> readings(model, batch, draw, first),
                () -> {});
    }

    private List<Reading> readings(
            LatentVariableModel model, Batch batch, JointDraw draw, int first) {
        double share = (double) draw.latents().get(0).samples() / samples;
        ofPointMass &= draw.isPointMass();
        List<Reading> readings = new ArrayList<>();
        for (KlTerm term : kl(model, batch, draw)) {
            boolean exact = term.source() == KlSource.ANALYTIC;
            Sums sums = sums(klByName, term.name(), 1, exact);
            readings.add(sums.adding(first, term.value(), share));
            if (byUnit && term.units().isPresent()) {
                Tensor units = term.units().get().get();
                Sums ofUnits = sums(unitsByName, term.name(), units.shape().extent(-1), true);
                readings.add(ofUnits.adding(first, units, share));
            }
        }
        readings.addAll(
                blocks.decode(
                        model.generative(),
                        batch,
                        draw,
                        (logLikelihood, from, to) ->
                                addition(
                                        reconstruction,
                                        first,
                                        logLikelihood.mean(0),
                                        (double) (to - from) / samples)));
        return readings;
    }

    private Sums sums(Map<String, Sums> all, String name, int width, boolean exact) {
        return all.computeIfAbsent(
                name, n -> new Sums(width, exact, new double[reconstruction.length * width]));
    }

    private List<KlTerm> kl(LatentVariableModel model, Batch batch, JointDraw draw) {
        return switch (form) {
            case DENSITY -> KlTerms.of(model, batch, draw, mode);
            // Of each draw the terms sum to log p(x) only if the KL is of that draw.
            case EXACT -> KlTerms.of(model, batch, draw, KlMode.MONTE_CARLO);
            case DRAWS -> {
                Tensor kl = model.logPrior(draw, batch).mean(0).neg();
                yield List.of(new KlTerm("", kl, KlSource.NONE, true, Optional.empty()));
            }
        };
    }

    public PosteriorForm form() {
        return form;
    }

    /** Returns the diagnostics of the inference by name, one number for each datum. */
    Map<String, double[]> diagnostics() {
        return diagnostics;
    }

    /** Returns the reason if posteriors have no importance weights; empty if they have. */
    public Optional<String> withoutWeights() {
        if (form == PosteriorForm.DRAWS) {
            return Optional.of(DRAWS_ALONE);
        }
        return ofPointMass
                ? Optional.of("the posterior is a point mass: the ELBO is the bound")
                : Optional.empty();
    }

    public double[] reconstruction() {
        return reconstruction;
    }

    public double[] kl() {
        double[] kl = new double[reconstruction.length];
        klByName.values().forEach(term -> Arrays.setAll(kl, i -> kl[i] + term.values[i]));
        return kl;
    }

    public double[] elbo() {
        double[] elbo = kl();
        Arrays.setAll(elbo, i -> reconstruction[i] - elbo[i]);
        return elbo;
    }

    /**
     * Returns the bounds of all data without an estimate of log p(x); NaN where draws alone are
     * known.
     */
    public PerDatum bounds() {
        double[] elbo = elbo();
        if (form == PosteriorForm.DRAWS) {
            Arrays.fill(elbo, Double.NaN);
        }
        return PerDatum.of(elbo, new int[0]);
    }

    /**
     * Returns the means over data of the KL of each unit, of the terms where it was computed for
     * each.
     */
    public List<UnitKl> klByUnit() {
        List<UnitKl> all = new ArrayList<>();
        unitsByName.forEach(
                (name, units) -> {
                    for (int unit = 0; unit < units.width; unit++) {
                        all.add(units.mean(name.isEmpty() ? "z" : name, unit, overlap));
                    }
                });
        return all;
    }

    private void requireDensity() {
        UndefinedMetricException.throwIf(form == PosteriorForm.DRAWS, DRAWS_ALONE);
    }

    /** Returns the bound, which is log p(x) if the posterior is exact. */
    Measured elboMean() {
        requireDensity();
        boolean exact = form == PosteriorForm.EXACT;
        return PerExample.ofAll(elbo())
                .mean(exact ? EstimateKind.EXACT : EstimateKind.LOWER_BOUND, exact ? 0 : samples);
    }

    Measured reconstructionMean() {
        return Measured.mean(reconstruction, "nats", EstimateKind.UNBIASED_ESTIMATE, samples);
    }

    /** Returns the KL, whose parts are its terms, if there are several. */
    Measured klMean() {
        requireDensity();
        boolean exact = klByName.values().stream().allMatch(Sums::isExact);
        Map<String, Estimate> parts = new LinkedHashMap<>();
        if (klByName.size() > 1) {
            klByName.forEach((name, kl) -> parts.put(name, klMean(kl.values, kl.isExact)));
        }
        return new Measured(klMean(kl(), exact), reconstruction.length, parts);
    }

    private Estimate klMean(double[] kl, boolean exact) {
        EstimateKind kind = exact ? EstimateKind.EXACT : EstimateKind.UNBIASED_ESTIMATE;
        return Estimate.ofMean(kl, "nats", kind, exact ? 0 : samples);
    }

    /** Returns the mean of log p(x, z), of draws alone. */
    Measured logJointMean() {
        UndefinedMetricException.throwIf(form != PosteriorForm.DRAWS, "there is a bound");
        return Measured.mean(elbo(), "nats", EstimateKind.NOT_A_LIKELIHOOD, samples);
    }
}
