// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.mcmc.Chains;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.LogDensity;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Chains of Hamiltonian Monte Carlo that choose step sizes and the length of trajectories in a
 * warm-up, and then keep them fixed.
 *
 * <p>The first half of the warm-up tries 1, 2, 4, ... leapfrog steps. It selects the number L with
 * the largest {@code E|z' - z|^2 / sqrt(L)} over all data (Wang, Mohamed and de Freitas 2013,
 * section 3). The step size of each datum follows the acceptance of its chains. The draws use its
 * geometric mean over the last stretch. Each transition then takes 0.8 to 1.2 times that, {@link
 * StepSizes#jittered}.
 */
record AdaptiveChains(HamiltonianInference settings) {

    /**
     * The result of a run.
     *
     * @param states of all chains after the warm-up, [draws * K, B, event] of each variable, those
     *     of one time side by side
     * @param acceptance the mean acceptance probability of the data after the warm-up, [B]
     * @param scaleReduction the largest R-hat of a coordinate, [B]; NaN with one chain that stands
     *     still
     * @param effectiveSampleSize the smallest of a coordinate, [B]
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Found(
            Latents states,
            double[] acceptance,
            double[] scaleReduction,
            double[] effectiveSampleSize) {}

    /**
     * Runs chains. What it returns lives in the scope that is open.
     *
     * @param target the density up to a constant for each datum
     * @param start [K, B, event] of each variable
     */
    Found run(LogDensity target, List<LatentVariable> latents, Latents start, RandomKey key) {
        try (Chains chains = new Chains(start)) {
            Run run = new Run(target, latents, chains);
            int steps = run.adapt(key.split("warm-up"));
            return run.sample(steps, key.split("draws"));
        }
    }

    private final class Run {

        private final LogDensity target;
        private final List<LatentVariable> latents;
        private final Chains chains;
        private final int draws = settings.draws();
        private double[] sizes;

        Run(LogDensity target, List<LatentVariable> latents, Chains chains) {
            this.target = target;
            this.latents = latents;
            this.chains = chains;
            this.sizes = StepSizes.first(chains.data());
        }

        /** Returns the number of leapfrog steps that was chosen; step sizes are left behind. */
        int adapt(RandomKey key) {
            List<Integer> candidates = new ArrayList<>();
            for (int steps = 1; steps <= settings.mostLeapfrogSteps(); steps *= 2) {
                candidates.add(steps);
            }
            int each = Math.max(2, settings.warmUp() / 2 / candidates.size());
            int best = 1;
            double most = Double.NEGATIVE_INFINITY;
            double[] bestSizes = sizes;
            for (int steps : candidates) {
                double reached = stretch(steps, each, key.fold(steps));
                double worth = reached / Math.sqrt(steps);
                if (worth > most) {
                    most = worth;
                    best = steps;
                    bestSizes = sizes.clone();
                }
            }
            sizes = bestSizes;
            stretch(
                    best,
                    Math.max(2, settings.warmUp() - each * candidates.size()),
                    key.split("last"));
            return best;
        }

        /**
         * Adapts the sizes over some transitions to the geometric mean of those in the second half.
         *
         * @return the mean squared distance of a transition in the second half
         */
        private double stretch(int steps, int transitions, RandomKey key) {
            HamiltonianMonteCarlo sampler = new HamiltonianMonteCarlo(latents, steps);
            double[] logs = new double[sizes.length];
            double moved = 0;
            int counted = 0;
            for (int t = 0; t < transitions; t++) {
                boolean counts = t >= transitions / 2;
                double[] distance = new double[1];
                double[] accepted =
                        chains.step(
                                sampler,
                                target,
                                sizes,
                                key.fold(t),
                                (from, to) -> distance[0] = counts ? squaredDistance(from, to) : 0);
                StepSizes.adapt(sizes, accepted, settings.acceptance());
                if (counts) {
                    moved += distance[0];
                    counted++;
                    for (int i = 0; i < logs.length; i++) {
                        logs[i] += Math.log(sizes[i]);
                    }
                }
            }
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.exp(logs[i] / counted);
            }
            return moved / counted;
        }

        private double squaredDistance(Latents from, Latents to) {
            double sum = 0;
            for (LatentVariable latent : latents) {
                Tensor change = to.z(latent.name()).sub(from.z(latent.name()));
                sum += change.square().sum().readScalar();
            }
            return sum / chains.count();
        }

        Found sample(int steps, RandomKey key) {
            HamiltonianMonteCarlo sampler = new HamiltonianMonteCarlo(latents, steps);
            double[] accepted = new double[sizes.length];
            Map<String, double[][]> states = new LinkedHashMap<>();
            latents.forEach(latent -> states.put(latent.name(), new double[draws][]));
            for (int t = 0; t < draws; t++) {
                double[] jittered = StepSizes.jittered(sizes, key.split("jitter").fold(t));
                double[] own = chains.step(sampler, target, jittered, key.fold(t));
                for (int i = 0; i < own.length; i++) {
                    accepted[i % accepted.length] += own[i] * accepted.length / own.length / draws;
                }
                int place = t;
                states.forEach((name, values) -> values[place] = chains.z().z(name).readDoubles());
            }
            double[] reductions = new double[sizes.length];
            double[] effective = new double[sizes.length];
            Arrays.fill(effective, Double.POSITIVE_INFINITY);
            states.values().forEach(values -> diagnose(values, reductions, effective));
            return new Found(latents(states), accepted, reductions, effective);
        }

        /** Records the worst coordinate of each datum. */
        private void diagnose(double[][] values, double[] reductions, double[] effective) {
            int data = sizes.length;
            int count = chains.count() / data;
            int width = values[0].length / chains.count();
            double[][] series = new double[count][draws];
            for (int b = 0; b < data; b++) {
                for (int j = 0; j < width; j++) {
                    for (int k = 0; k < count; k++) {
                        for (int t = 0; t < draws; t++) {
                            series[k][t] = values[t][(k * data + b) * width + j];
                        }
                    }
                    ChainDiagnostics found = new ChainDiagnostics(series);
                    // NaN, of a chain that stands still, stays.
                    reductions[b] = Math.max(reductions[b], found.potentialScaleReduction());
                    effective[b] = Math.min(effective[b], found.effectiveSampleSize());
                }
            }
        }

        private Latents latents(Map<String, double[][]> states) {
            TensorRuntime runtime = chains.runtime();
            Map<String, Tensor> all = new LinkedHashMap<>();
            states.forEach(
                    (name, values) -> {
                        Shape one = chains.z().z(name).shape();
                        double[] flat = new double[draws * one.size()];
                        for (int t = 0; t < draws; t++) {
                            System.arraycopy(values[t], 0, flat, t * one.size(), one.size());
                        }
                        Shape shape = one.with(0, draws * one.extent(0));
                        all.put(name, runtime.tensor(flat, shape));
                    });
            return Latents.of(all);
        }
    }
}
