// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Optional;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * p(z given x) of the paths of states of a {@link StateSpaceModel}, for each of B series.
 *
 * <p>Draws are those of the simulation smoother (Durbin and Koopman 2002). The density is that of
 * Bayes' rule, with log p(x) of the filter. So every draw gives log p(x), up to rounding.
 */
final class PathPosterior implements Posterior {

    private final StateSpaceModel model;
    private final Tensor x;
    private final Optional<Tensor> effect;
    private final Tensor y;
    private final KalmanFilter filter;
    private final KalmanFilter.Pass pass;

    /**
     * Filters series.
     *
     * @param x [B, T D]
     * @param effect of the inputs, [B, T, D]; empty without any
     */
    PathPosterior(StateSpaceModel model, Tensor x, Optional<Tensor> effect) {
        this.model = model;
        this.x = x;
        this.effect = effect;
        Tensor all = model.layout().filled(x);
        this.y = effect.map(all::sub).orElse(all);
        this.filter = model.filter(Optional.of(x));
        this.pass = filter.pass(y);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor z = model.flat(filter.statesGiven(y, key, samples));
        return Draw.of(z, logProbability(z));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return model.logStates(z)
                .add(model.output(z, effect).logProbability(x).cast(DType.FLOAT64))
                .sub(pass.logProbability())
                .cast(x.dtype());
    }

    /** Returns E[y given x] of all numbers, also of missing ones, [B, T, D]. */
    Tensor predictedMean() {
        Tensor mean = model.parameterised().values().emitted(pass.smoothed());
        return effect.map(mean::add).orElse(mean);
    }

    /** Returns Var[y given x] of missing numbers, {@code c' Cov[z given x] c + r}, [B, T, D]. */
    Tensor predictedVariance() {
        return model.parameterised().values().emittedVariance(filter.smoothedCovariances());
    }

    @Override
    public Optional<MissingValues> missingValues() {
        return Optional.of(
                new MissingValues(
                        predictedMean().reshape(x.shape()),
                        predictedVariance().reshape(x.shape())));
    }

    @Override
    public Tensor location() {
        return model.flat(pass.located());
    }

    /**
     * {@inheritDoc} The gradient of log p(x, z) - log p(z given x) is that of log p(x), without
     * noise.
     */
    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
