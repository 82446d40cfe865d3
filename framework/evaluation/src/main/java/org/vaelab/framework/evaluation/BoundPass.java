// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

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
import org.vaelab.framework.estimator.KlTerm;
import org.vaelab.framework.estimator.KlTerms;
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
import org.vaelab.framework.tensor.TensorScope;

/** Estimates the evidence lower bound of each datum, with the terms that training uses. */
final class BoundPass {

    /** The reason why there is no bound if only draws are known. */
    static final String DRAWS_ALONE = "the inference finds values, whose density is not known";

    private final Evaluation evaluation;
    private final LatentVariableModel model;
    private final Blocks blocks;
    private final int samples;
    private final KlMode mode;
    private final boolean byUnit;

    /**
     * Prepares the estimate.
     *
     * @param byUnit whether the KL of each unit is computed as well, where it is known
     */
    BoundPass(Evaluation evaluation, EvaluationSettings settings, boolean byUnit) {
        this.evaluation = evaluation;
        this.model = evaluation.model();
        this.blocks = Blocks.decoding(settings.maxDecoderRows(), model.generative());
        this.samples = settings.samples();
        this.mode = settings.kl();
        this.byUnit = byUnit;
    }

    /** One term of the KL: means over draws in nats, one for each datum. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Kl(KlSource source, double[] perDatum) {

        boolean isExact() {
            return source == KlSource.ANALYTIC;
        }
    }

    /** The KL of the units of one term: means over draws, [U] numbers for each datum. */
    private static final class Units {
        private final int width;
        private final double[] perDatum;

        Units(int size, int width) {
            this.width = width;
            perDatum = new double[size * width];
        }

        UnitKl mean(String term, int unit) {
            double[] values = new double[perDatum.length / width];
            Arrays.setAll(values, i -> perDatum[i * width + unit]);
            Estimate mean = Estimate.ofMean(values, "nats", EstimateKind.EXACT, 0);
            return new UnitKl(term, unit, mean.value(), mean.standardError());
        }
    }

    /** Means over draws, one for each datum, in nats. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    static final class Terms {
        private final double[] reconstruction;
        private final Map<String, Kl> klByName = new LinkedHashMap<>();
        private final Map<String, Units> unitsByName = new LinkedHashMap<>();
        private final Map<String, double[]> diagnostics = new LinkedHashMap<>();
        private final PosteriorForm form;
        private final int samples;
        private boolean ofPointMass = true;

        private Terms(int size, PosteriorForm form, int samples) {
            this.form = form;
            this.samples = samples;
            reconstruction = new double[size];
        }

        double[] reconstruction() {
            return reconstruction;
        }

        /** The means over data of the KL of each unit, of the terms where it was computed for each. */
        List<UnitKl> klByUnit() {
            List<UnitKl> all = new ArrayList<>();
            unitsByName.forEach(
                    (name, units) -> {
                        for (int unit = 0; unit < units.width; unit++) {
                            all.add(units.mean(name.isEmpty() ? "z" : name, unit));
                        }
                    });
            return all;
        }

        /**
         * The form of the posteriors. If only draws are known, the KL lacks their density: it is
         * minus the mean of log p(z), and the bound is the mean of log p(x, z).
         */
        PosteriorForm form() {
            return form;
        }

        /** The diagnostics of the inference by name, one number for each datum. */
        Map<String, double[]> diagnostics() {
            return diagnostics;
        }

        private void diagnose(JointPosterior q, int first) {
            int size = reconstruction.length;
            q.diagnostics()
                    .forEach(
                            (name, values) -> {
                                diagnostics.computeIfAbsent(name, n -> new double[size]);
                                System.arraycopy(
                                        values, 0, diagnostics.get(name), first, values.length);
                            });
        }

        /** Returns the reason if posteriors have no importance weights; empty if they have. */
        Optional<String> withoutWeights() {
            if (form == PosteriorForm.DRAWS) {
                return Optional.of(DRAWS_ALONE);
            }
            return ofPointMass
                    ? Optional.of("the posterior is a point mass: elbo is the bound")
                    : Optional.empty();
        }

        double[] kl() {
            double[] kl = new double[reconstruction.length];
            for (Kl term : klByName.values()) {
                for (int i = 0; i < kl.length; i++) {
                    kl[i] += term.perDatum()[i];
                }
            }
            return kl;
        }

        double[] elbo() {
            double[] elbo = kl();
            for (int i = 0; i < elbo.length; i++) {
                elbo[i] = reconstruction[i] - elbo[i];
            }
            return elbo;
        }

        /** Returns the bounds of all data without an estimate of log p(x); NaN where draws alone are known. */
        PerDatum bounds() {
            double[] elbo = elbo();
            if (form == PosteriorForm.DRAWS) {
                Arrays.fill(elbo, Double.NaN);
            }
            return PerDatum.of(elbo, new int[0]);
        }

        /**
         * Puts the bound and its terms. If only draws are known, puts E[log p(x given z)] and E[log
         * p(x, z)] instead.
         *
         * @param suffix of the names
         */
        void put(String suffix, Measurements measured) {
            if (form == PosteriorForm.DRAWS) {
                putReconstruction(suffix, measured);
                measured.putMean(
                        Metrics.LOG_JOINT + suffix, elbo(), EstimateKind.NOT_A_LIKELIHOOD, samples);
                measured.putAbsent(DRAWS_ALONE, Metrics.ELBO + suffix, Metrics.KL + suffix);
                return;
            }
            putElbo(suffix, measured);
            putReconstruction(suffix, measured);
            boolean exact = klByName.values().stream().allMatch(Kl::isExact);
            putKl(Metrics.KL + suffix, kl(), exact, measured);
            if (klByName.size() > 1) {
                klByName.forEach(
                        (name, kl) ->
                                putKl(
                                        Metrics.KL + "." + name + suffix,
                                        kl.perDatum(),
                                        kl.isExact(),
                                        measured));
            }
        }

        /** Puts the bound alone, which is log p(x) if the posterior is exact. */
        void putElbo(String suffix, Measurements measured) {
            boolean exact = form == PosteriorForm.EXACT;
            measured.putMean(
                    Metrics.ELBO + suffix,
                    PerExample.ofAll(elbo()),
                    exact ? EstimateKind.EXACT : EstimateKind.LOWER_BOUND,
                    exact ? 0 : samples);
        }

        private void putReconstruction(String suffix, Measurements measured) {
            measured.putMean(
                    Metrics.RECONSTRUCTION + suffix,
                    reconstruction,
                    EstimateKind.UNBIASED_ESTIMATE,
                    samples);
        }

        private void putKl(String name, double[] perDatum, boolean exact, Measurements measured) {
            measured.putMean(
                    name,
                    perDatum,
                    exact ? EstimateKind.EXACT : EstimateKind.UNBIASED_ESTIMATE,
                    exact ? 0 : samples);
        }

        private List<Reading> readings(List<KlTerm> kl, boolean byUnit, int first, double share) {
            List<Reading> readings = new ArrayList<>();
            for (KlTerm term : kl) {
                Kl sums =
                        klByName.computeIfAbsent(
                                term.name(),
                                name -> new Kl(term.source(), new double[reconstruction.length]));
                readings.add(addition(sums.perDatum(), first, term.value(), share));
                if (byUnit) {
                    term.units()
                            .map(units -> ofUnits(term.name(), units.get(), first, share))
                            .ifPresent(readings::add);
                }
            }
            return readings;
        }

        private Reading ofUnits(String term, Tensor values, int first, double share) {
            int width = values.shape().extent(-1);
            Units units =
                    unitsByName.computeIfAbsent(
                            term, name -> new Units(reconstruction.length, width));
            return addition(units.perDatum, first * width, values, share);
        }
    }

    /** Passes over the test examples, under the key split by the name of the bound. */
    Terms run(String name) {
        Examples examples = evaluation.test();
        RandomKey key = evaluation.key().split(name);
        Terms terms = new Terms(examples.size(), model.inference().form(), samples);
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            blocks.overExamples(
                    prepared,
                    examples,
                    (batch, first, size) -> {
                        addBlock(prepared, batch, key.fold(first), first, terms);
                        evaluation.measured().advanced(name, first + size, examples.size());
                    });
        }
        return terms;
    }

    private void addBlock(
            LatentVariableModel prepared, Batch batch, RandomKey key, int first, Terms terms) {
        JointPosterior q = prepared.infer(batch, key.split("inference"), Phase.evaluation());
        terms.diagnose(q, first);
        Blocks.overDraws(
                prepared.runtime(),
                q,
                key,
                samples,
                draw -> {
                    double share = (double) draw.latents().get(0).samples() / samples;
                    terms.ofPointMass &= draw.isPointMass();
                    List<Reading> readings =
                            terms.readings(kl(prepared, batch, draw), byUnit, first, share);
                    readings.addAll(
                            blocks.decode(
                                    prepared.generative(),
                                    batch,
                                    draw,
                                    (logLikelihood, from, to) ->
                                            addition(
                                                    terms.reconstruction(),
                                                    first,
                                                    logLikelihood.mean(0),
                                                    (double) (to - from) / samples)));
                    return readings;
                },
                () -> {});
    }

    private List<KlTerm> kl(LatentVariableModel prepared, Batch batch, JointDraw draw) {
        return switch (model.inference().form()) {
            case DENSITY -> KlTerms.of(prepared, batch, draw, mode);
            // Of each draw the terms sum to log p(x) only if the KL is of that draw.
            case EXACT -> KlTerms.of(prepared, batch, draw, KlMode.MONTE_CARLO);
            case DRAWS -> {
                Tensor kl = prepared.logPrior(draw, batch).mean(0).neg();
                yield List.of(new KlTerm("", kl, KlSource.NONE, true, Optional.empty()));
            }
        };
    }

    private static Reading addition(double[] sums, int first, Tensor terms, double share) {
        return new Reading(
                terms,
                values -> {
                    for (int i = 0; i < values.length; i++) {
                        sums[first + i] += share * values[i];
                    }
                });
    }
}
