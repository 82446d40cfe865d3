// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent logistic coordinates, differentiated implicitly (Figurnov, Mohamed and Mnih 2018,
 * equation 5), here through the logit of the distribution function:
 *
 * <pre>
 *   G(z) = (z - m) / s,   dz/dparameter = -(dG/dparameter) / (dG/dz)
 *   log q(z) = sum_d [ -G - 2 softplus(-G) - log s ]
 * </pre>
 *
 * @param mean m, [R, d]
 * @param logScale log s, [R, d]
 */
public record ToyLogistic(Tensor mean, Tensor logScale) implements Posterior {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor u = mean.runtime().uniform(key, mean.shape().prepend(samples));
        Tensor scale = logScale.exp().stopGradient();
        Tensor drawn = u.log().sub(u.neg().log1p()).mul(scale).add(mean).stopGradient();
        Tensor logit = logit(drawn);
        Tensor z = drawn.sub(logit.sub(logit.stopGradient()).mul(scale));
        return Draw.of(z, logProbability(z));
    }

    private Tensor logit(Tensor z) {
        return z.sub(mean).mul(logScale.neg().exp());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor logit = logit(z);
        return logit.add(logit.neg().softplus().mul(2)).add(logScale).sum(-1).neg();
    }

    @Override
    public Tensor location() {
        return mean;
    }

    /** Returns {@code sum_d (log s_d + 2)}. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logScale.add(2).sum(-1));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.IMPLICIT;
    }

    /** The family on R^d. */
    @Part(
            value = "toy-logistic",
            description = "independent logistic coordinates on R^d, for tests")
    public record Family(@Setting("the dimension d") int latent) implements PosteriorFamily {

        @Override
        public Euclidean space() {
            return new Euclidean(latent);
        }

        @Override
        public Head head() {
            return Head.of(Head.real("mean", latent), Head.real("logScale", latent));
        }

        @Override
        public ToyLogistic of(Tensor headOutput, Phase phase) {
            List<Tensor> parameters = head().split(headOutput);
            return new ToyLogistic(parameters.get(0), parameters.get(1));
        }
    }
}
