// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The Normal with a full covariance, given by its Cholesky factor L.
 *
 * <pre>
 *   z = mu + L eps,  eps ~ N(0, I),   covariance L L^T
 *   log q(z) = -1/2 |L^-1 (z - mu)|^2 - sum_d log L_dd - d/2 log 2 pi
 *   KL(q || N(0, I)) = 1/2 (|L|^2 + |mu|^2 - d) - sum_d log L_dd
 * </pre>
 *
 * <p>|L| is the Frobenius norm. The log-density of a draw is computed from its noise eps. The
 * log-density of another z uses forward substitution in d steps, which is as accurate as the factor
 * allows.
 *
 * @param mean mu, [B, d]
 * @param factor L, [B, d, d], lower triangular with a positive diagonal; entries above the diagonal
 *     must be 0
 */
public record FullNormal(Tensor mean, Tensor factor) implements Posterior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    public FullNormal {
        if (mean.shape().rank() != 2
                || !factor.shape().equals(mean.shape().append(mean.shape().extent(1)))) {
            throw new IllegalArgumentException(
                    "mean %s and factor %s are not [B, d] and [B, d, d]"
                            .formatted(mean.shape(), factor.shape()));
        }
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = mean.shape().prepend(samples);
        Tensor noise = mean.runtime().normal(key, shape).cast(mean.dtype());
        Tensor turned = factor.mul(noise.expandDims(-2)).sum(-1);
        return Draw.of(mean.add(turned), logDensity(noise));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(solved(z.sub(mean)));
    }

    private Tensor logDensity(Tensor noise) {
        double constant = 0.5 * LOG_TWO_PI * dimension();
        return noise.square().sum(-1).mul(-0.5).sub(logDeterminant()).sub(constant);
    }

    /**
     * Solves L y = r by forward substitution.
     *
     * @param right r, [K, B, d]
     * @return [K, B, d]
     */
    private Tensor solved(Tensor right) {
        int d = dimension();
        int batch = mean.shape().extent(0);
        Tensor rest = right;
        List<Tensor> unknowns = new ArrayList<>();
        for (int i = 0; i < d; i++) {
            Tensor column = factor.slice(2, i, i + 1).slice(1, i, d).reshape(batch, d - i);
            Tensor unknown = rest.slice(-1, 0, 1).div(column.slice(-1, 0, 1));
            unknowns.add(unknown);
            rest = rest.slice(-1, 1, d - i).sub(unknown.mul(column.slice(-1, 1, d - i)));
        }
        return Tensor.concatenate(unknowns, -1);
    }

    /** log det L = sum_d log L_dd, [B]. */
    private Tensor logDeterminant() {
        return diagonal().log().sum(-1);
    }

    private Tensor diagonal() {
        int d = dimension();
        int[] places = IntStream.range(0, d).map(i -> i * (d + 1)).toArray();
        return factor.reshape(factor.shape().extent(0), d * d)
                .gather(-1, factor.runtime().indices(places, Shape.of(d)));
    }

    private int dimension() {
        return mean.shape().extent(1);
    }

    /** Returns KL(q || N(0, I)) in nats, [B]; 0 for mu = 0 and L = I. */
    public Tensor klToStandardNormal() {
        Tensor squares = factor.square().sum(-2, -1).add(mean.square().sum(-1));
        return squares.sub(dimension()).mul(0.5).sub(logDeterminant());
    }

    /** Returns the entropy in nats, {@code sum_d log L_dd + d/2 (1 + log 2 pi)}, [B]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logDeterminant().add(0.5 * dimension() * (1 + LOG_TWO_PI)));
    }

    @Override
    public Optional<Tensor> symmetricAbout() {
        return Optional.of(mean);
    }

    @Override
    public Tensor location() {
        return mean;
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("mean", mean);
        numbers.put("factor", factor);
        return numbers;
    }

    @Override
    public String howToDraw() {
        return "a Normal, `mean + factor @ noise` with standard Normal noise";
    }
}
