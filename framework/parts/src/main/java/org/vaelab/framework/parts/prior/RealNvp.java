// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A flow of affine couplings on R^d (RealNVP; Dinh et al. 2017, equations 7 and 8). With u = f(z)
 * through all layers,
 *
 * <pre>
 *   log p(z) = log N(u; 0, I) + log |det df/dz|
 *   one layer: a' = a,  b' = (b - t(a)) e^-s(a),  log |det| = -sum s(a)
 * </pre>
 *
 * <p>a is the first half of the coordinates and b the second, and the other way round in every
 * other layer. s and t come from a perceptron of each layer, times a gate that starts at 0: the flow
 * starts as N(0, I). s is kept within +-{@value #LARGEST_LOG_SCALE} by a tanh.
 */
public final class RealNvp implements Prior {

    private static final double LARGEST_LOG_SCALE = 4;

    private final StandardNormal base;
    private final List<Coupling> layers;

    /**
     * Creates a flow that is N(0, I).
     *
     * @param space R^d, d at least 2
     * @param layers the number of couplings, at least 1
     * @param hidden widths of the hidden layers of each perceptron
     */
    public RealNvp(
            TensorRuntime runtime,
            RandomKey key,
            Euclidean space,
            int layers,
            List<Integer> hidden) {
        if (layers < 1) {
            throw new IllegalArgumentException("layers must be at least 1, is " + layers);
        }
        if (space.dimension() < 2) {
            throw new IllegalArgumentException(
                    "a coupling needs at least two coordinates: prior real-nvp does not go with "
                            + space);
        }
        this.base = new StandardNormal(runtime, space);
        List<Coupling> built = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            built.add(new Coupling(runtime, key.fold(i), space.dimension(), i % 2 == 0, hidden));
        }
        this.layers = List.copyOf(built);
    }

    @Override
    public Euclidean space() {
        return base.space();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor u = z;
        List<Tensor> logScales = new ArrayList<>();
        for (Coupling layer : layers) {
            Coupling.Affine map = layer.affine(u);
            u = map.inverse();
            logScales.add(map.logScale());
        }
        return base.logProbability(u).sub(Tensor.concatenate(logScales, -1).sum(-1));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor z = base.sample(key, n);
        for (int i = layers.size() - 1; i >= 0; i--) {
            z = layers.get(i).affine(z).forward();
        }
        return z;
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }

    /** One layer: one half of the coordinates decides how the other is scaled and shifted. */
    private static final class Coupling implements Component {

        private final Mlp network;
        private final Parameter gate;
        private final boolean firstDecides;

        Coupling(
                TensorRuntime runtime,
                RandomKey key,
                int dimension,
                boolean firstDecides,
                List<Integer> hidden) {
            int first = dimension / 2;
            int inputs = firstDecides ? first : dimension - first;
            this.firstDecides = firstDecides;
            this.network =
                    new Mlp(
                            runtime,
                            key,
                            inputs,
                            hidden,
                            2 * (dimension - inputs),
                            Activation.TANH,
                            Initializer.GLOROT);
            this.gate = Parameter.learned("gate", runtime.zeros(Shape.of(1)));
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>(network.parameters());
            all.add(gate);
            return all;
        }

        Affine affine(Tensor z) {
            int dimension = z.shape().extent(-1);
            int first = dimension / 2;
            Tensor front = z.slice(-1, 0, first);
            Tensor back = z.slice(-1, first, dimension);
            Tensor deciding = firstDecides ? front : back;
            Tensor moved = firstDecides ? back : front;
            int width = moved.shape().extent(-1);
            Tensor output = network.apply(deciding).mul(gate.value());
            Tensor logScale =
                    output.slice(-1, 0, width).div(LARGEST_LOG_SCALE).tanh().mul(LARGEST_LOG_SCALE);
            Tensor shift = output.slice(-1, width, 2 * width);
            return new Affine(deciding, moved, logScale, shift, firstDecides);
        }

        private record Affine(
                Tensor deciding,
                Tensor moved,
                Tensor logScale,
                Tensor shift,
                boolean firstDecides) {

            /** Towards the base distribution. */
            Tensor inverse() {
                return joined(moved.sub(shift).mul(logScale.neg().exp()));
            }

            /** Away from it. */
            Tensor forward() {
                return joined(moved.mul(logScale.exp()).add(shift));
            }

            private Tensor joined(Tensor changed) {
                return Tensor.concatenate(
                        firstDecides ? List.of(deciding, changed) : List.of(changed, deciding), -1);
            }
        }
    }
}
