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

    private final LatentVariableModel model;
    private final Blocks blocks;
    private final int samples;
    private final KlMode mode;
    private final boolean byUnit;

    BoundPass(LatentVariableModel model, EvaluationSettings settings) {
        this(model, settings, false);
    }

    /**
     * Prepares the estimate.
     *
     * @param byUnit whether the KL of each unit is computed as well, where it is known
     */
    BoundPass(LatentVariableModel model, EvaluationSettings settings, boolean byUnit) {
        this.byUnit = byUnit;
        this.model = model;
        this.blocks = Blocks.decoding(settings.maxDecoderRows(), model.generative());
        this.samples = settings.samples();
        this.mode = settings.kl();
    }

    /** One term of the KL: means over draws in nats, one for each datum. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Kl(KlSource source, double[] perDatum) {}

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
        private final boolean byUnit;
        private boolean ofPointMass = true;
        private PosteriorForm form = PosteriorForm.DENSITY;

        private Terms(int size, boolean byUnit) {
            this.byUnit = byUnit;
            reconstruction = new double[size];
        }

        double[] reconstruction() {
            return reconstruction;
        }

        /** The terms of the KL by the names of variables or factors; one without a name alone. */
        Map<String, Kl> klByName() {
            return klByName;
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
            form = q.form();
            int size = reconstruction.length;
            q.diagnostics()
                    .forEach(
                            (name, values) -> {
                                diagnostics.computeIfAbsent(name, n -> new double[size]);
                                System.arraycopy(
                                        values, 0, diagnostics.get(name), first, values.length);
                            });
        }

        /** Returns whether all draws of a datum are equal. */
        boolean isOfPointMass() {
            return ofPointMass;
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

        private List<Reading> readings(List<KlTerm> kl, int first, double share) {
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

    Terms run(Examples examples, RandomKey key, String name, EvaluationProgress progress) {
        Terms terms = new Terms(examples.size(), byUnit);
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            blocks.overExamples(
                    prepared,
                    examples,
                    (batch, first, size) -> {
                        addBlock(prepared, batch, key.fold(first), first, terms);
                        progress.advanced(name, first + size, examples.size());
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
                            terms.readings(kl(prepared, batch, draw, q.form()), first, share);
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

    private List<KlTerm> kl(
            LatentVariableModel prepared, Batch batch, JointDraw draw, PosteriorForm form) {
        return switch (form) {
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
