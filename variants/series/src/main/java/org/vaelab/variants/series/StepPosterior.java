// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A posterior of a = (a_obs, a_mis), the numbers at observed and at missing steps:
 *
 * <pre>
 *   q(a given x) = prod over observed t of N(a_t; mu_t(x), diag s_t(x))  p(a_mis given a_obs)
 *   log p(a) - log q(a given x) = log p(a_obs) - sum over observed t of log N(a_t; mu_t, diag s_t)
 * </pre>
 *
 * <p>p(a_mis given a_obs) is the prior's, by the simulation smoother. So importance weights do not
 * depend on a_mis. The gradient of log p(a_mis given a_obs) in the parameters of the prior has
 * expectation 0, also under the weights. So all estimators of pathwise gradients are right.
 */
final class StepPosterior implements Posterior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final StateSpacePrior prior;
    private final Tensor mean;
    private final Tensor logVariance;
    private final DType dtype;

    /** [B, T, a]. */
    private final Tensor observed;

    private final KalmanFilter some;
    private final KalmanFilter all;

    /**
     * Creates the posterior.
     *
     * @param encoded Normals at all steps, [B, T a]
     * @param observed 1 at observed steps and 0 at missing ones, [B, T, a], float64
     */
    StepPosterior(IndependentNormal encoded, StateSpacePrior prior, Tensor observed) {
        this.prior = prior;
        this.dtype = encoded.mean().dtype();
        this.mean = prior.layout().steps(encoded.mean().cast(DType.FLOAT64));
        this.logVariance = prior.layout().steps(encoded.logVariance().cast(DType.FLOAT64));
        this.observed = observed;
        this.some = prior.filter(observed);
        this.all = prior.filter(null);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = mean.shape().prepend(samples);
        Tensor noise = mean.runtime().normal(key.split("observed"), shape).cast(DType.FLOAT64);
        Tensor encoded = mean.add(noise.mul(logVariance.mul(0.5).exp()));
        Tensor states =
                some.statesGiven(encoded, key.split("states"), 1)
                        .reshape(shape.range(0, -1).append(prior.states()));
        Tensor filled = some.emissions(key.split("missing"), states);
        Tensor a = encoded.where(observed, filled);
        return Draw.of(flat(a), logDensity(a));
    }

    private Tensor flat(Tensor a) {
        return a.reshape(a.shape().range(0, -2).append(prior.layout().size())).cast(dtype);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(prior.layout().steps(z.cast(DType.FLOAT64)));
    }

    private Tensor logDensity(Tensor a) {
        Tensor normal =
                a.sub(mean)
                        .square()
                        .div(logVariance.exp())
                        .add(logVariance)
                        .add(LOG_TWO_PI)
                        .mul(observed)
                        .sum(-2, -1)
                        .mul(-0.5);
        return normal.add(all.pass(a).logProbability())
                .sub(some.pass(a).logProbability())
                .cast(dtype);
    }

    @Override
    public Tensor location() {
        Tensor states = some.pass(mean).smoothed();
        return flat(mean.where(observed, prior.parameterised().values().emitted(states)));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
