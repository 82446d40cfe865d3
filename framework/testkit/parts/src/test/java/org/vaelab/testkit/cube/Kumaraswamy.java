// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Independent Kumaraswamy coordinates (Kumaraswamy 1980), of which the distribution function can be
 * inverted:
 *
 * <pre>
 *   z = (1 - e^(-E / b))^(1 / a),   E exponential
 *   log q(z) = sum_d [ log a + log b + (a - 1) log z + (b - 1) log(1 - z^a) ]
 * </pre>
 *
 * @param a at least 1, [R, d]
 * @param b at least 1, [R, d]
 */
public record Kumaraswamy(Tensor a, Tensor b) implements Posterior {

    private static final double EULER = 0.5772156649015329;

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor exponential = a.runtime().exponential(key, a.shape().prepend(samples));
        Tensor logRest = exponential.div(b).neg();
        Tensor logZ = logRest.expm1().neg().log().div(a);
        return Draw.of(logZ.exp(), logDensity(logZ, logRest));
    }

    /** At z of 0 and 1, to which draws round, that of their neighbours. */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor logZ = z.maximum(Float.MIN_NORMAL).log();
        double least = z.dtype() == DType.FLOAT32 ? 0x1p-25 : 0x1p-54;
        return logDensity(logZ, logZ.mul(a).expm1().neg().maximum(least).log());
    }

    /** From log z and log(1 - z^a). */
    private Tensor logDensity(Tensor logZ, Tensor logRest) {
        return a.sub(1).mul(logZ).add(b.sub(1).mul(logRest)).add(a.log()).add(b.log()).sum(-1);
    }

    /** KL from the uniform distribution by coordinate (Nalisnick and Smyth 2017, equation 10). */
    Tensor perCoordinate() {
        Tensor inner = b.digamma().add(b.reciprocal()).add(EULER).neg();
        return a.sub(1).div(a).mul(inner).add(a.log()).add(b.log()).sub(b.sub(1).div(b));
    }

    /** The median. */
    @Override
    public Tensor location() {
        return b.reciprocal().mul(-Math.log(2)).expm1().neg().log().div(a).exp();
    }

    /** {@code b B(1 + 1/a, b)}. */
    @Override
    public Optional<Tensor> expectation() {
        Tensor more = a.reciprocal().add(1);
        return Optional.of(b.mul(more.lgamma().add(b.lgamma()).sub(more.add(b).lgamma()).exp()));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    /** The family on a cube. */
    @Part(value = "kumaraswamy", description = "independent Kumaraswamy coordinates on a cube")
    public record Family(@Setting("the dimension") int latent) implements PosteriorFamily {

        @Override
        public UnitCube space() {
            return new UnitCube(latent);
        }

        @Override
        public Head head() {
            return Head.of(Head.positive("a", latent), Head.positive("b", latent));
        }

        @Override
        public Kumaraswamy of(Tensor headOutput, Phase phase) {
            List<Tensor> parameters = head().split(headOutput);
            return new Kumaraswamy(parameters.get(0).add(1), parameters.get(1).add(1));
        }
    }
}
