// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The wrapped Normal around the origin of hyperbolic space, with one scale sigma:
 *
 * <pre>
 *   log p(z) = log N(z; 0, sigma^2 I) - (d - 1) log(sinh(s|z|) / (s|z|)),   s = sqrt c
 * </pre>
 *
 * <p>Draws are sigma times standard Normal noise in normal coordinates. For c to 0 it is N(0,
 * sigma^2 I).
 *
 * @param scale sigma; if it is learned, its first value
 * @param logScale log sigma, []; null: the scale is fixed
 */
public record WrappedNormalPrior(
        TensorRuntime runtime, Hyperbolic space, double scale, @Nullable Parameter logScale)
        implements Prior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** The bounds of a learned log sigma. */
    private static final double BOUND = 10;

    @Cites("nagano2019")
    @Called("wrapped Normal")
    @Part(
            value = "wrapped-normal",
            description = "the wrapped Normal around the origin of hyperbolic space",
            paper = "Nagano et al. (2019)")
    public record Settings(
            @Setting(
                            value =
                                    "the standard deviation in the tangent space, from 1e-4 to 1e4; if"
                                            + " learned, its first value",
                            defaultValue = "1")
                    double scale,
            @Setting(value = "whether the scale is learned", defaultValue = "false")
                    boolean learnScale)
            implements PriorPart {

        public Settings {
            if (!(scale >= 1e-4 && scale <= 1e4)) {
                throw new SettingException("scale", "must be from 1e-4 to 1e4, is " + scale);
            }
        }

        @Override
        public Prior create(PriorContext context) {
            Tensor first = context.runtime().full(Math.log(scale), Shape.scalar());
            return new WrappedNormalPrior(
                    context.runtime(),
                    context.space(Hyperbolic.class, "prior wrapped-normal"),
                    scale,
                    learnScale ? Parameter.learned("logScale", first) : null);
        }
    }

    /** Returns log sigma in float64, []. */
    private Tensor logarithm() {
        return logScale == null
                ? runtime.tensor(new double[] {Math.log(scale)}, Shape.scalar(), DType.FLOAT64)
                : SoftBounds.of(logScale.value().cast(DType.FLOAT64), -BOUND, BOUND);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor logarithm = logarithm();
        Tensor noise = z.cast(DType.FLOAT64).mul(logarithm.neg().exp());
        return noise.square()
                .add(LOG_TWO_PI)
                .mul(-0.5)
                .sub(logarithm)
                .sum(-1)
                .sub(space.logMeasure(z))
                .cast(z.dtype());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor noise = runtime.normal(key, Shape.of(n, space.dimension()));
        return noise.mul(logarithm().exp().cast(noise.dtype()));
    }

    @Override
    public List<Parameter> parameters() {
        return logScale == null ? List.of() : List.of(logScale);
    }
}
