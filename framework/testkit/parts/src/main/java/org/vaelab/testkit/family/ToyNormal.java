// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily.IndependentNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Normals, {@code z = mu + sigma eps} with eps standard Normal: exact pathwise.
 *
 * @param mean mu, [R, d]
 * @param logVariance log sigma^2, [R, d]
 */
public record ToyNormal(Tensor mean, Tensor logVariance) implements Posterior, IndependentNormal {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor noise = mean.runtime().normal(key, mean.shape().prepend(samples));
        Tensor z = mean.add(logVariance.mul(0.5).exp().mul(noise));
        return Draw.of(z, logDensity(noise));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(z.sub(mean).mul(logVariance.mul(-0.5).exp()));
    }

    private Tensor logDensity(Tensor standardized) {
        return unitLogDensity(standardized).sum(-1);
    }

    private Tensor unitLogDensity(Tensor standardized) {
        return standardized.square().add(logVariance).add(LOG_TWO_PI).mul(-0.5);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        Tensor precision = logVariance.mul(-0.5).exp();
        return Optional.of(z -> unitLogDensity(z.expandDims(1).sub(mean).mul(precision)));
    }

    /** KL(this || p), {@code 1/2 sum [e^(k - l) - 1 - (k - l) + (mu - m)^2 e^-l]}, [R]. */
    Tensor divergenceFrom(IndependentNormal p) {
        Tensor ratio = logVariance.sub(p.logVariance());
        Tensor squares = mean.sub(p.mean()).square().mul(p.logVariance().neg().exp());
        return ratio.expm1().sub(ratio).add(squares).sum(-1).mul(0.5);
    }

    @Override
    public Tensor location() {
        return mean;
    }

    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logVariance.add(1 + LOG_TWO_PI).sum(-1).mul(0.5));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    /** The family on R^d. */
    @Part(value = "toy-normal", description = "independent Normals on R^d, for tests")
    public record Family(@Setting("the dimension d") int latent)
            implements IndependentNormalFamily, NaturalFamily {

        @Override
        public Euclidean space() {
            return new Euclidean(latent);
        }

        @Override
        public ToyNormal of(Tensor mean, Tensor logVariance) {
            return new ToyNormal(mean, logVariance);
        }

        @Override
        public Tensor natural(Posterior q) {
            ToyNormal own = (ToyNormal) q;
            Tensor precision = own.logVariance().neg().exp();
            return Tensor.concatenate(List.of(own.mean().mul(precision), precision), -1);
        }

        @Override
        public Optional<Tensor> natural(Distribution p, Tensor like) {
            Tensor zeros = like.runtime().zeros(Shape.of(latent), like.dtype());
            return p instanceof StandardNormal
                    ? Optional.of(Tensor.concatenate(List.of(zeros, zeros.add(1)), -1))
                    : Optional.empty();
        }

        @Override
        public ToyNormal ofNatural(Tensor natural, Phase phase) {
            Tensor precision = natural.slice(-1, latent, 2 * latent);
            return new ToyNormal(
                    natural.slice(-1, 0, latent).div(precision), precision.log().neg());
        }

        @Override
        public Head head() {
            return Head.of(Head.real("mean", latent), Head.real("logVariance", latent));
        }

        @Override
        public ToyNormal of(Tensor headOutput, Phase phase) {
            List<Tensor> parameters = head().split(headOutput);
            return new ToyNormal(parameters.get(0), parameters.get(1));
        }
    }
}
