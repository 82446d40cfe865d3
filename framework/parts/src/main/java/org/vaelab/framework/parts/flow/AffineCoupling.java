// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * An affine coupling (RealNVP; Dinh et al. 2017, equations 7 and 8). One half of the coordinates,
 * a, scales and shifts the other half, b:
 *
 * <pre>
 *   a' = a,  b' = b e^s(a, h) + t(a, h),   log |det| = sum s(a, h)
 * </pre>
 *
 * <p>s and t are outputs of a perceptron of a and, if there is a context, h, times a gate that
 * starts at 0. The coupling therefore starts as the identity. s is kept within +-{@value
 * #LARGEST_LOG_SCALE} by a tanh. Both directions take one pass.
 */
public final class AffineCoupling implements Bijection {

    private static final double LARGEST_LOG_SCALE = 4;

    private final Mlp network;
    private final Parameter gate;
    private final int first;
    private final boolean firstDecides;

    private AffineCoupling(
            TensorRuntime runtime,
            RandomKey key,
            int dimension,
            boolean firstDecides,
            List<Integer> hidden,
            int context) {
        this.first = dimension / 2;
        int inputs = firstDecides ? first : dimension - first;
        this.firstDecides = firstDecides;
        this.network =
                new Mlp(
                        runtime,
                        key,
                        inputs + context,
                        hidden,
                        2 * (dimension - inputs),
                        Activation.TANH,
                        Initializer.GLOROT);
        this.gate = Parameter.learned("gate", runtime.zeros(Shape.of(1)));
    }

    /**
     * Creates couplings that alternate between the two halves of the coordinates, starting with the
     * first half as a.
     *
     * @param key folded by the number of the coupling
     * @param dimension d, at least 2
     * @param layers the number of couplings, at least 1
     * @param hidden widths of the hidden layers of each perceptron
     * @param context c, the width of h; 0 where there is none
     * @throws IllegalArgumentException if there are too few coordinates or layers
     */
    public static List<AffineCoupling> alternating(
            TensorRuntime runtime,
            RandomKey key,
            int dimension,
            int layers,
            List<Integer> hidden,
            int context,
            String owner) {
        Counts.atLeastOne("layers", layers);
        requireTwo(dimension, owner);
        List<AffineCoupling> built = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            built.add(
                    new AffineCoupling(
                            runtime, key.fold(i), dimension, i % 2 == 0, hidden, context));
        }
        return List.copyOf(built);
    }

    static void requireTwo(int dimension, String owner) {
        if (dimension < 2) {
            throw new IllegalArgumentException(
                    "a coupling needs at least two coordinates: %s does not go with R^%s"
                            .formatted(owner, dimension));
        }
    }

    @Override
    public Mapped forward(Tensor x, Optional<Tensor> context) {
        Affine map = affine(x, context);
        return map.joined(map.moved.mul(map.logScale.exp()).add(map.shift), map.logScale);
    }

    @Override
    public Mapped inverse(Tensor y, Optional<Tensor> context) {
        Affine map = affine(y, context);
        Tensor logScale = map.logScale.neg();
        return map.joined(map.moved.sub(map.shift).mul(logScale.exp()), logScale);
    }

    private Affine affine(Tensor z, Optional<Tensor> context) {
        int dimension = z.shape().extent(-1);
        Tensor front = z.slice(-1, 0, first);
        Tensor back = z.slice(-1, first, dimension);
        Tensor deciding = firstDecides ? front : back;
        Tensor moved = firstDecides ? back : front;
        int width = moved.shape().extent(-1);
        Tensor output = network.apply(beside(deciding, context)).mul(gate.value());
        Tensor logScale =
                output.slice(-1, 0, width).div(LARGEST_LOG_SCALE).tanh().mul(LARGEST_LOG_SCALE);
        Tensor shift = output.slice(-1, width, 2 * width);
        return new Affine(deciding, moved, logScale, shift, firstDecides);
    }

    private static Tensor beside(Tensor deciding, Optional<Tensor> context) {
        return context.map(
                        h -> {
                            Shape rows = deciding.shape().range(0, -1);
                            Tensor each = h.broadcastTo(rows.append(h.shape().extent(-1)));
                            return Tensor.concatenate(List.of(deciding, each), -1);
                        })
                .orElse(deciding);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.add(gate);
        return all;
    }

    private record Affine(
            Tensor deciding, Tensor moved, Tensor logScale, Tensor shift, boolean firstDecides) {

        Mapped joined(Tensor changed, Tensor logScales) {
            return new Mapped(
                    Tensor.concatenate(
                            firstDecides ? List.of(deciding, changed) : List.of(changed, deciding),
                            -1),
                    logScales);
        }
    }
}
