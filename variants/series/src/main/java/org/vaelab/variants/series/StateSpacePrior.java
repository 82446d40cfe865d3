// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.PreparedPrior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The prior of a Kalman VAE: the latent variable a in R^(T x D) is what a linear Gaussian state
 * space emits, D numbers at each of T steps (Fraccaro et al. 2017, section 3). Its states are
 * integrated out, so log p(a) is the filter's ({@link KalmanFilter}):
 *
 * <pre>
 *   p(a) = integral of prod_t p(a_t given s_t) p(s_t given s_{t-1})  over the states s
 * </pre>
 *
 * <p>Deviations from the paper: the dynamics are the same at every step, and all are learned.
 * Computed in float64, in nats.
 *
 * @param space R^(T D)
 * @param layout of a
 */
public record StateSpacePrior(
        TensorRuntime runtime, Euclidean space, SeriesLayout layout, StateSpace parameterised)
        implements Prior {

    /** The settings of the prior. */
    @Called("linear Gaussian state space")
    @Cites({"fraccaro2017", "durbin2012"})
    @Part(
            value = "state-space",
            description = "a linear Gaussian state space on the steps of a series, of a Kalman VAE",
            paper = "Fraccaro et al. (2017)")
    public record Settings(
            @Setting("d, the numbers of a state") int state,
            @Setting("T, the steps among which z is divided; default the rows of an example")
                    @Nullable Integer steps,
            @Setting(
                            value = "what the standard deviations stay above, above 0",
                            defaultValue = "0.01")
                    double least)
            implements PriorPart {

        public Settings {
            Counts.atLeastOne("state", state);
            SeriesLayout.requireSteps(steps);
            Counts.positive("least", least);
        }

        @Override
        public Prior create(PriorContext context) {
            Euclidean space = context.space(Euclidean.class, "prior state-space");
            int found = steps == null ? context.part().shape().height() : steps;
            if (found < 2 || space.dimension() % found != 0) {
                throw new IllegalArgumentException(
                        ("prior state-space divides z among the steps of a series, and %s does not"
                                        + " divide among %s; set latent to a multiple of the steps, of which"
                                        + " there are two at least")
                                .formatted(space, found));
            }
            SeriesLayout layout = new SeriesLayout(found, space.dimension() / found);
            double[] ones = new double[layout.width()];
            Arrays.fill(ones, 1);
            return new StateSpacePrior(
                    context.runtime(),
                    space,
                    layout,
                    StateSpace.at(
                            context.runtime(),
                            context.key(),
                            state,
                            0,
                            new double[layout.width()],
                            ones,
                            least));
        }
    }

    /**
     * Returns the filter of values of which some steps are missing.
     *
     * @param observed [B, T, D], see {@link KalmanFilter}; null: all are observed
     */
    KalmanFilter filter(@Nullable Tensor observed) {
        return new KalmanFilter(parameterised.values(), layout.steps(), observed);
    }

    /** Returns d, the numbers of a state. */
    int states() {
        return parameterised.start().value().shape().extent(0);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logProbability(filter(null), z);
    }

    private Tensor logProbability(KalmanFilter filter, Tensor z) {
        Tensor rows = layout.steps(z.cast(DType.FLOAT64).reshape(-1, layout.size()));
        return filter.pass(rows).logProbability().reshape(z.shape().range(0, -1)).cast(z.dtype());
    }

    @Override
    public Prior prepared() {
        KalmanFilter filter = filter(null);
        return new PreparedPrior(this, z -> logProbability(filter, z));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        KalmanFilter filter = filter(null);
        Tensor states = filter.states(key.split("states"), Shape.of(n));
        return filter.emissions(key.split("emissions"), states)
                .reshape(n, layout.size())
                .cast(runtime.dtype());
    }

    /**
     * Returns KL(q || p) row by row in nats, for q with means m and variances s:
     *
     * <pre>
     *   KL = -log p(m) + 1/2 sum_i [ L_ii s_i - 1 - ln s_i - ln 2 pi ]
     * </pre>
     *
     * <p>L is the precision of p, whose diagonal the smoother gives.
     *
     * @return [R]
     */
    Tensor divergenceOf(IndependentNormal q) {
        KalmanFilter filter = filter(null);
        Tensor logVariance = q.logVariance().cast(DType.FLOAT64);
        Tensor spread =
                logVariance
                        .exp()
                        .mul(filter.precisions())
                        .sub(logVariance)
                        .sum(-1)
                        .sub(layout.size() * (1 + Math.log(2 * Math.PI)));
        Tensor atMean = logProbability(filter, q.mean().cast(DType.FLOAT64));
        return spread.mul(0.5).sub(atMean).cast(q.mean().dtype());
    }

    @Override
    public List<Parameter> parameters() {
        return parameterised.parameters();
    }
}
