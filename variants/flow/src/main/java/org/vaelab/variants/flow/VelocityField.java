// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A velocity v(z, t) tangent to a space: a perceptron u with tanh units, of the space's network
 * input of z and of features of t, projected on the tangent space P(z). Its last layer starts at 0,
 * so nothing moves at first.
 *
 * <p>Its divergence with respect to the measure of the space, with H the trace of the second
 * fundamental form ({@link Geodesics#curvature}), is
 *
 * <pre>
 *   div v = trace(P du/dz P) + H' u  =  E[w' (du/dz) w] + H' u,   w = P e,  E[e e'] = I
 * </pre>
 *
 * <p>The directions e are given: the unit vectors times sqrt n make it exact, few random signs
 * estimate it (Hutchinson 1990). Derivatives along w are taken forward, with tensor operations, so
 * that the divergence has a gradient. On R^d the exact trace of a perceptron with two hidden layers
 * takes one product, whatever d is: with weights A, B, C and slopes a, b of the units it is {@code
 * a' [B * (C A)'] b}.
 */
final class VelocityField implements Component {

    private static final int FREQUENCIES = 4;
    private static final int TIME_FEATURES = 1 + 2 * FREQUENCIES;

    private final TensorRuntime runtime;
    private final LatentSpace space;
    private final Geodesics geodesics;
    private final BinaryOperator<Tensor> inputDerivative;
    private final ProbabilityPath path;
    private final int inputs;
    private final List<Layer> layers = new ArrayList<>();

    private record Layer(Parameter weight, Parameter bias) implements Component {

        static Layer of(TensorRuntime runtime, RandomKey key, int inputs, int outputs) {
            Initializer start = Initializer.FAN_IN;
            Shape shape = Shape.of(inputs, outputs);
            return new Layer(
                    Parameter.learned(
                            "weight",
                            start.weights(runtime, key.split("weight"), shape, inputs, outputs)),
                    Parameter.learned(
                            "bias", start.biases(runtime, key.split("bias"), outputs, inputs)));
        }

        static Layer ofZeros(TensorRuntime runtime, int inputs, int outputs) {
            return new Layer(
                    Parameter.learned("weight", runtime.zeros(Shape.of(inputs, outputs))),
                    Parameter.learned("bias", runtime.zeros(Shape.of(outputs))));
        }

        Tensor apply(Tensor x, Activation activation) {
            return Fused.linear(x, weight.value(), bias.value(), activation);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }
    }

    /**
     * Creates a field with drawn weights.
     *
     * @param geodesics of the space
     * @param inputDerivative that of the space's network input
     * @param hidden widths, at least one
     */
    VelocityField(
            TensorRuntime runtime,
            RandomKey key,
            LatentSpace space,
            Geodesics geodesics,
            BinaryOperator<Tensor> inputDerivative,
            ProbabilityPath path,
            List<Integer> hidden) {
        this.runtime = runtime;
        this.space = space;
        this.geodesics = geodesics;
        this.inputDerivative = inputDerivative;
        this.path = path;
        this.inputs = space.networkInput().width();
        int width = inputs + TIME_FEATURES;
        for (int next : hidden) {
            layers.add(Layer.of(runtime, key.fold(layers.size()), width, next));
            width = next;
        }
        layers.add(Layer.ofZeros(runtime, width, space.eventShape().size()));
    }

    /**
     * Returns velocities at a time for each row.
     *
     * @param z [N, n]
     * @return [N, n]
     */
    Tensor at(Tensor z, double[] times) {
        Tensor features = features(times);
        Tensor input = Tensor.concatenate(List.of(space.networkInput().of(z), features), -1);
        List<Tensor> hidden = rest(layers.get(0).apply(input, Activation.TANH));
        return geodesics.tangent(z, output(hidden));
    }

    /** Returns the numbers of the widest layer of one row. */
    int widest() {
        return layers.stream()
                .mapToInt(layer -> layer.weight().value().shape().extent(1))
                .max()
                .orElse(1);
    }

    /** Returns the flow of this field, with its divergence along directions. */
    DormandPrince.Field flow(Directions directions) {
        Optional<Tensor> trace =
                hasTrace(directions) ? Optional.of(traceMatrix()) : Optional.empty();
        return new DormandPrince.Field() {
            @Override
            public Tensor velocity(Tensor z, double time) {
                return at(time).velocity(z);
            }

            @Override
            public DormandPrince.Rate rate(Tensor z, double time) {
                return at(time).rate(z, directions, trace);
            }
        };
    }

    private boolean hasTrace(Directions directions) {
        return directions.exact() && space instanceof Euclidean && layers.size() == 3;
    }

    /** {@code B * (C A)'}. */
    private Tensor traceMatrix() {
        Tensor first = layers.get(0).weight().value().slice(0, 0, inputs);
        Tensor outer = layers.get(2).weight().value().matmul(first);
        return layers.get(1).weight().value().mul(outer.transpose());
    }

    private Instant at(double time) {
        Layer first = layers.get(0);
        Tensor weight = first.weight().value();
        Tensor ofTime = weight.slice(0, inputs, inputs + TIME_FEATURES);
        Tensor bias =
                Fused.linear(features(time), ofTime, first.bias().value(), Activation.IDENTITY);
        return new Instant(weight.slice(0, 0, inputs), bias.reshape(-1));
    }

    /**
     * The field at one time: the weight of z in the first layer, and the bias that the time makes.
     */
    private final class Instant {

        private final Tensor weight;
        private final Tensor bias;

        Instant(Tensor weight, Tensor bias) {
            this.weight = weight;
            this.bias = bias;
        }

        Tensor velocity(Tensor z) {
            return geodesics.tangent(z, output(hidden(z)));
        }

        DormandPrince.Rate rate(Tensor z, Directions directions, Optional<Tensor> trace) {
            List<Tensor> hidden = hidden(z);
            Tensor u = output(hidden);
            List<Tensor> slopes = hidden.stream().map(h -> h.square().neg().add(1)).toList();
            Tensor divergence =
                    trace.map(m -> slopes.get(0).matmul(m).mul(slopes.get(1)).sum(-1))
                            .orElseGet(
                                    () ->
                                            along(z, slopes, directions.values())
                                                    .add(geodesics.curvature(z).mul(u).sum(-1)));
            return new DormandPrince.Rate(geodesics.tangent(z, u), divergence);
        }

        private List<Tensor> hidden(Tensor z) {
            return rest(Fused.linear(space.networkInput().of(z), weight, bias, Activation.TANH));
        }

        /** The mean over the directions of {@code w' (du/dz) w}, [N]. */
        private Tensor along(Tensor z, List<Tensor> slopes, Tensor directions) {
            int count = directions.shape().extent(0);
            Shape shape = z.shape().prepend(count);
            Tensor w = geodesics.tangent(z, directions.expandDims(1).broadcastTo(shape));
            Tensor moved = inputDerivative.apply(z, w);
            for (int i = 0; i < layers.size(); i++) {
                Tensor matrix = i == 0 ? weight : layers.get(i).weight().value();
                Tensor rows = moved.reshape(-1, matrix.shape().extent(0)).matmul(matrix);
                moved = rows.reshape(count, z.shape().extent(0), matrix.shape().extent(1));
                if (i < slopes.size()) {
                    moved = moved.mul(slopes.get(i));
                }
            }
            return moved.mul(w).sum(-1).mean(0);
        }
    }

    private List<Tensor> rest(Tensor first) {
        List<Tensor> hidden = new ArrayList<>(List.of(first));
        for (int i = 1; i < layers.size() - 1; i++) {
            hidden.add(layers.get(i).apply(hidden.get(i - 1), Activation.TANH));
        }
        return hidden;
    }

    private Tensor output(List<Tensor> hidden) {
        return layers.get(layers.size() - 1)
                .apply(hidden.get(hidden.size() - 1), Activation.IDENTITY);
    }

    /**
     * The time s since the noise as a share, and the sines and cosines of pi k s, [N, features].
     */
    private Tensor features(double... times) {
        double[] all =
                Arrays.stream(times)
                        .map(t -> (t - path.noise()) / (path.data() - path.noise()))
                        .flatMap(
                                s ->
                                        IntStream.range(0, TIME_FEATURES)
                                                .mapToDouble(i -> feature(i, s)))
                        .toArray();
        return runtime.tensor(all, Shape.of(times.length, TIME_FEATURES));
    }

    private static double feature(int i, double share) {
        int wave = (i + 1) / 2;
        double angle = Math.PI * wave * share;
        return i == 0 ? share : i % 2 == 1 ? Math.sin(angle) : Math.cos(angle);
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }
}
