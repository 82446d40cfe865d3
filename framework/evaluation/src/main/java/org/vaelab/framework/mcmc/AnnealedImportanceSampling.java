// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Annealed importance sampling (Neal 2001) of p(x given c), the integral of p(x, z given c) over z.
 * The transitions are Hamiltonian Monte Carlo (Wu et al. 2017, section 2.3):
 *
 * <pre>
 *   forward    z_0 from the start,  w = prod_t f_t(z_{t-1}) / f_{t-1}(z_{t-1}),  z_t from T_t(z_{t-1}):
 *              E[w] = p(x), so that in expectation log 1/K sum_k w_k is not above log p(x)
 *   backward   z_T from the posterior, the same transitions in reverse order, the same product:
 *              E[1/w] = 1/p(x), so that in expectation -log 1/K sum_k 1/w_k is not below log p(x)
 * </pre>
 *
 * <p>Here f_t is the density of an {@link AnnealingPath} at the temperature b_t. Both hold for any
 * number of temperatures and leapfrog steps, and any step sizes that do not depend on the chains.
 * The K backward chains may begin at one value: they need not be independent. The pair is
 * bidirectional Monte Carlo (Grosse, Ghahramani and Adams 2015). It needs data simulated from the
 * model, for which one draw from the posterior is known.
 *
 * @param temperatures T, the number of steps from the start to the posterior, at least 1
 */
@Internal
public record AnnealedImportanceSampling(
        AnnealingPath path, HamiltonianMonteCarlo transitions, int temperatures) {

    /**
     * The steepness of the sigmoid: b_t moves slowly at both ends (Grosse et al. 2015, section 6).
     */
    private static final double STEEPNESS = 4;

    /** The number of transitions under the first density that find initial step sizes. */
    private static final int WARM_UP = 30;

    /**
     * The result of a run.
     *
     * @param logWeights log w of each chain in nats, K B row by row
     * @param acceptance the mean acceptance probability of all transitions; NaN of none
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    public record Run(double[] logWeights, double acceptance) {}

    public AnnealedImportanceSampling {
        Counts.atLeastOne("temperatures", temperatures);
    }

    /**
     * Returns b_t, a sigmoid of t from 0 at t = 0 to 1 at t = T:
     *
     * <pre>
     *   b_t = (s(t) - s(0)) / (s(T) - s(0)),   s(t) = 1 / (1 + exp(-4 (2 t/T - 1)))
     * </pre>
     */
    static double temperature(int step, int steps) {
        double first = sigmoid(-STEEPNESS);
        double last = sigmoid(STEEPNESS);
        return (sigmoid(STEEPNESS * (2.0 * step / steps - 1)) - first) / (last - first);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /**
     * Finds step sizes along the path, one for the chains of each datum, by a forward run whose
     * weights are discarded.
     *
     * @param start draws from the start, [K, B, event] of each variable
     * @param acceptance the mean acceptance probability that is sought
     * @param temperatures of this run; it need not be as fine as one that is measured
     * @param progress is called with the number of each finished temperature, from 1
     */
    public StepSizes adapted(
            Latents start,
            double acceptance,
            int temperatures,
            RandomKey key,
            IntConsumer progress) {
        StepSizes found = StepSizes.none();
        try (Chains chains = new Chains(start)) {
            double[] sizes = StepSizes.first(chains.data());
            for (int t = 0; t < temperatures; t++) {
                // The sizes at t = 0 are those found under the first density that is not the start.
                LogDensity density = path.at(temperature(Math.max(1, t), temperatures));
                for (int i = 0; i < (t == 0 ? WARM_UP : 1); i++) {
                    double[] accepted =
                            chains.step(transitions, density, sizes, key.fold(t).fold(i));
                    StepSizes.adapt(sizes, accepted, acceptance);
                }
                found.add(sizes);
                progress.accept(t + 1);
            }
        }
        return found;
    }

    /**
     * Runs from the start to the posterior.
     *
     * @param start draws from the start, [K, B, event] of each variable
     * @param progress is called with the number of each finished temperature, from 1
     */
    public Run forward(Latents start, StepSizes sizes, RandomKey key, IntConsumer progress) {
        return run(start, true, sizes, key, progress);
    }

    private Run run(
            Latents start, boolean forward, StepSizes sizes, RandomKey key, IntConsumer progress) {
        try (Chains chains = new Chains(start)) {
            double[] logWeights = new double[chains.count()];
            double acceptance = 0;
            for (int done = 1; done <= temperatures; done++) {
                int t = forward ? done : temperatures + 1 - done;
                weigh(chains, t, logWeights);
                if (done < temperatures) {
                    acceptance += transit(chains, forward ? t : t - 1, sizes, key);
                }
                progress.accept(done);
            }
            return new Run(logWeights, acceptance / (temperatures - 1));
        }
    }

    /**
     * Runs from the posterior to the start.
     *
     * @param exact draws from the posterior, [K, B, event] of each variable; those of one datum may
     *     be equal
     * @param progress is called with the number of finished temperatures, from 1
     */
    public Run backward(Latents exact, StepSizes sizes, RandomKey key, IntConsumer progress) {
        return run(exact, false, sizes, key, progress);
    }

    /** Adds log f_t - log f_{t-1} where the chains are. */
    private void weigh(Chains chains, int step, double[] logWeights) {
        double change = temperature(step, temperatures) - temperature(step - 1, temperatures);
        try (TensorScope scope = chains.runtime().scope()) {
            double[] gains = path.parts(chains.z()).gain().readDoubles();
            for (int i = 0; i < gains.length; i++) {
                logWeights[i] += change * gains[i];
            }
        }
    }

    /**
     * Makes the transition T_t, which leaves f_t as it is, and returns its mean acceptance
     * probability.
     */
    private double transit(Chains chains, int step, StepSizes sizes, RandomKey key) {
        LogDensity density = path.at(temperature(step, temperatures));
        double[] accepted =
                chains.step(transitions, density, sizes.at(step, temperatures), key.fold(step));
        return Arrays.stream(accepted).average().orElseThrow();
    }
}
