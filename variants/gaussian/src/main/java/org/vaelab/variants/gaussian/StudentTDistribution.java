// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.StudentDensity;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Student's t distribution with location mu, scales s and nu degrees of freedom.
 *
 * <pre>
 *   z = mu + s y,   log q(z) = log t((z - mu) / s) - sum_d log s_d
 * </pre>
 *
 * <p>{@link StudentDensity} defines y and t. A joint distribution has one t of d dimensions, whose
 * coordinates are far out together; otherwise the coordinates are independent, each with a t of one
 * dimension. The log-density of a draw is computed from y.
 *
 * @param location mu, [R, D]
 * @param logScale log s, [R, D]
 * @param degrees nu, [R, 1] or [1, 1]
 * @param joint which of the two
 * @param gradient exact, or implicit where the degrees of freedom are learned
 */
public record StudentTDistribution(
        Tensor location, Tensor logScale, Tensor degrees, boolean joint, GradientKind gradient)
        implements Posterior {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = location.shape().prepend(samples);
        Shape scales = joint ? shape.range(0, -1).append(1) : shape;
        Tensor noise = location.runtime().normal(key.split("normal"), shape).cast(location.dtype());
        Tensor y = noise.mul(StudentDensity.scales(key.split("gamma"), degrees, scales));
        return Draw.of(location.add(logScale.exp().mul(y)), logDensity(y));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(standardized(z));
    }

    private Tensor standardized(Tensor z) {
        return z.sub(location).mul(logScale.neg().exp());
    }

    private Tensor logDensity(Tensor y) {
        if (!joint) {
            return units(y).sum(-1);
        }
        int d = location.shape().extent(-1);
        Tensor squares = y.square().sum(-1);
        return StudentDensity.of(squares, degrees.reshape(-1), d).sub(logScale.sum(-1));
    }

    /** From y [..., R, D] to nats of each coordinate. */
    private Tensor units(Tensor y) {
        return StudentDensity.of(y.square(), degrees, 1).sub(logScale);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return joint ? Optional.empty() : Optional.of(z -> units(standardized(z.expandDims(1))));
    }

    /** Empty for one degree of freedom: the mean of a Cauchy distribution does not exist. */
    @Override
    public Optional<Tensor> expectation() {
        return tailIndex() > 1 ? Optional.of(location) : Optional.empty();
    }

    @Override
    public Optional<Tensor> symmetricAbout() {
        return Optional.of(location);
    }

    @Override
    public double tailIndex() {
        return Arrays.stream(degrees.readDoubles()).min().orElseThrow();
    }

    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("location", location);
        numbers.put("logScale", logScale);
        numbers.put("degrees", degrees);
        return numbers;
    }

    @Override
    public String howToDraw() {
        return StudentDensity.howToDraw(joint);
    }
}
