// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.List;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Coordinates that are 0 or Normal (Tonolini et al. 2020).
 *
 * <pre>
 *   z = [u > 1 - g] (m + e^(l / 2) noise),   u uniform, g = 1 / (1 + e^-logit)
 *   relaxed: z = s (m + e^(l / 2) noise),   s = 1 / (1 + e^(-(u - 1 + g) / temperature))
 * </pre>
 *
 * <p>The share s of the slab exceeds 1/2 with probability g at any temperature. Without a
 * temperature, draws pass no gradient, neither of the spike nor of the slab; their density does.
 *
 * @param logit [R, D]
 * @param mean m, [R, D]
 * @param logVariance l, [R, D]
 * @param temperature of the relaxation, or 0: draws of the distribution itself, without a gradient
 */
public record SpikeAndSlab(Tensor logit, Tensor mean, Tensor logVariance, double temperature)
        implements Posterior, SpikedNormals {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = mean.shape().prepend(samples);
        Tensor noise = mean.runtime().normal(key.split("slab"), shape).cast(mean.dtype());
        Tensor uniform = mean.runtime().uniform(key.split("spike"), shape).cast(mean.dtype());
        Tensor value = mean.add(logVariance.mul(0.5).exp().mul(noise));
        Tensor margin = uniform.sub(logit.neg().sigmoid());
        if (temperature == 0) {
            Tensor z = value.mul(margin.gt(0)).stopGradient();
            return Draw.of(z, () -> logProbability(z));
        }
        Tensor open = margin.div(temperature).sigmoid();
        return new RelaxedDraw<>(
                open.mul(value),
                () -> units(open, noise).sum(-1),
                List.of(open, value),
                SpikedNormals.class,
                (p, at) -> p.density(at.get(0), at.get(1)));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return density(SpikedNormals.isOpen(z), z);
    }

    /**
     * Returns KL(q || p) of each coordinate in nats: that of the spikes, and g times that of the
     * Normals, {@code 1/2 [ e^(l - k) - 1 - (l - k) + (m - n)^2 e^-k ]} with n and k those of p,
     * [R, D].
     */
    Tensor kl(SpikedNormals p) {
        Tensor ratio = logVariance.sub(p.logVariance());
        Tensor squares = mean.sub(p.mean()).square().mul(p.logVariance().neg().exp());
        Tensor ofSlab = ratio.expm1().sub(ratio).add(squares).mul(0.5);
        Tensor open = p.logit().neg().softplus().sub(logit.neg().softplus());
        Tensor shut = p.logit().softplus().sub(logit.softplus());
        return logit.sigmoid().mul(ofSlab.add(open)).add(logit.neg().sigmoid().mul(shut));
    }

    /** Returns the mean, g m. */
    @Override
    public Tensor location() {
        return logit.sigmoid().mul(mean);
    }

    @Override
    public GradientKind gradient() {
        return temperature == 0 ? GradientKind.SCORE_FUNCTION : GradientKind.RELAXED;
    }
}
