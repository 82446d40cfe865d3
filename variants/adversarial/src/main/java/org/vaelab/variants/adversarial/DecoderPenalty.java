// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** What keeps the decoder of a regularised auto-encoder smooth (Ghosh et al. 2020, section 3). */
public enum DecoderPenalty {
    /** Nothing. */
    @JsonProperty("none")
    NONE,
    /** {@code sum w^2} over the matrices and kernels of the decoder; biases are free. */
    @JsonProperty("l2")
    L2(0.01) {
        @Override
        Tensor of(LatentDraw drawn, Step step) {
            return weights(step).stream()
                    .map(weight -> weight.value().square().sum())
                    .reduce(Tensor::add)
                    .orElseThrow();
        }
    },
    /**
     * {@code |J|_F^2}, J the derivative of the decoder's mean E[x given z] in z. It is estimated
     * along one random direction v ~ N(0, I) for each datum, as {@code E |J v|^2 = |J|_F^2}, and J
     * v by a central difference, whose error is of the order of the squared step:
     *
     * <pre>
     *   |J v|^2 ~ |m(z + h v) - m(z - h v)|^2 / (4 h^2),   h = 0.01
     * </pre>
     *
     * <p>No second derivatives are needed.
     */
    @JsonProperty("gradient-penalty")
    GRADIENT_PENALTY(0.1) {
        @Override
        Tensor of(LatentDraw drawn, Step step) {
            Tensor z = drawn.draw().z();
            Tensor move = z.runtime().normal(step.key().split("direction"), z.shape()).mul(LENGTH);
            Tensor up = mean(drawn.name(), z.add(move.cast(z.dtype())), step);
            Tensor down = mean(drawn.name(), z.sub(move.cast(z.dtype())), step);
            return up.sub(down).square().sum(-1).mean(0).mul(1 / (4 * LENGTH * LENGTH));
        }
    },
    /**
     * Matrices and kernels of a spectral norm of at most 1, by a projection after each step: {@code
     * W <- W / max(1, s)}, with s by {@link SpectralNorm}. Deviation: the paper divides by the norm
     * at each use of the weight (Miyato et al. 2018); the projection is that of Gouk et al. (2021,
     * algorithm 2), under which a layer may also shrink.
     */
    @JsonProperty("spectral-norm")
    SPECTRAL_NORM {
        @Override
        List<StateUpdate> updates(Step step) {
            RandomKey key = step.key().split("spectral");
            return weights(step).stream()
                    .<StateUpdate>map(weight -> clock -> project(weight, key))
                    .toList();
        }

        private static void project(Parameter weight, RandomKey key) {
            Tensor value = weight.value().stopGradient();
            Tensor norm = SpectralNorm.of(value, key.split(weight.name()), ITERATIONS);
            weight.assign(value.div(norm.maximum(1)));
        }
    };

    private static final double LENGTH = 0.01;
    private static final int ITERATIONS = 5;

    /** The prefix of the names of the decoder's parameters. */
    private static final String DECODER = "decoder.";

    private final double usualWeight;

    DecoderPenalty() {
        this(Double.NaN);
    }

    DecoderPenalty(double usualWeight) {
        this.usualWeight = usualWeight;
    }

    /** Returns whether it is a term of the loss. */
    boolean hasWeight() {
        return !Double.isNaN(usualWeight);
    }

    double usualWeight() {
        return usualWeight;
    }

    /** Returns the name in a config. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the term of the loss with weight 1, a scalar or [B]; 0 without one. */
    Tensor of(LatentDraw drawn, Step step) {
        return step.model().runtime().scalar(0);
    }

    /** Returns what is to be done after a step; by default nothing. */
    List<StateUpdate> updates(Step step) {
        return List.of();
    }

    /** The matrices and kernels of the decoder. */
    private static List<Parameter> weights(Step step) {
        return step.model().generative().parameters().stream()
                .filter(p -> p.name().startsWith(DECODER))
                .filter(p -> p.role() == Parameter.Role.LEARNED)
                .filter(p -> p.value().shape().rank() > 1)
                .toList();
    }

    private static Tensor mean(String latent, Tensor z, Step step) {
        Tensor mean =
                step.model()
                        .generative()
                        .output(Latents.of(latent, z), step.batch().given())
                        .mean()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "regularizer '"
                                                        + RegularizedAutoEncoder.NAME
                                                        + "' with decoder: gradient-penalty takes the"
                                                        + " mean of p(x given z), which this likelihood"
                                                        + " does not know\nset decoder: l2"));
        Shape leading = mean.shape().range(0, 2);
        return mean.reshape(leading.append(mean.shape().size() / leading.size()));
    }
}
