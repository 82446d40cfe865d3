// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.ConstantNetwork;

/**
 * z ~ N(0, I), x ~ N(W z + b, s^2 I), with one q = N(mean, std^2) for all x: log p(x) is known.
 *
 * <p>All numbers are learned parameters, so that gradients in them can be asked for.
 */
public final class LinearGaussian {

    /** The divergence of q from the prior. */
    public static final AnalyticKl<ToyNormal, StandardNormal> KL =
            new AnalyticKl<>(
                    ToyNormal.class,
                    StandardNormal.class,
                    (q, p) -> Fused.normalKl(q.mean(), q.logVariance()));

    private final LatentVariableModel model;
    private final RowCount decoder;
    private final Parameter head;
    private final Parameter weights;
    private final Parameter bias;
    private final Parameter logScale;
    private final double[] x;

    /**
     * Returns golden cases: as {@code input} a model, as {@code expected} its log p(x), its bounds
     * and their gradients.
     */
    public static Stream<JsonNode> cases() {
        return Golden.beside(LinearGaussian.class, "linear_gaussian.json").cases("linear_gaussian");
    }

    /**
     * Builds the model of a golden case.
     *
     * @param input with {@code q_mean}, {@code q_std}, {@code W}, {@code b}, {@code s} and {@code
     *     x}
     */
    public LinearGaussian(TensorRuntime runtime, JsonNode input) {
        double[] mean = Golden.numbers(input.get("q_mean"));
        double[] std = Golden.numbers(input.get("q_std"));
        double[] offset = Golden.numbers(input.get("b"));
        x = Golden.numbers(input.get("x"));
        int q = mean.length;
        double[] both = Arrays.copyOf(mean, 2 * q);
        for (int j = 0; j < q; j++) {
            both[q + j] = 2 * Math.log(std[j]);
        }
        try (TensorScope scope = runtime.scope()) {
            head = Parameter.learned("head", runtime.vector(both));
            bias = Parameter.learned("bias", runtime.vector(offset));
            weights =
                    Parameter.learned(
                            "weight", runtime.tensor(transposed(input, q), Shape.of(q, x.length)));
            logScale =
                    Parameter.learned(
                            "logScale", runtime.scalar(Math.log(input.get("s").asDouble())));
        }
        Euclidean space = new Euclidean(q);
        decoder = new RowCount(new Affine(weights, bias));
        model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(x.length),
                        new ConstantNetwork(head),
                        new ToyNormal.Family(space.dimension()),
                        new StandardNormal(runtime, space),
                        decoder,
                        new Normal(logScale),
                        new KlRegistry(List.of(KL)));
    }

    private static double[] transposed(JsonNode input, int q) {
        JsonNode w = input.get("W");
        double[] values = new double[q * w.size()];
        for (int i = 0; i < w.size(); i++) {
            for (int j = 0; j < q; j++) {
                values[j * w.size() + i] = w.get(i).get(j).asDouble();
            }
        }
        return values;
    }

    public LatentVariableModel model() {
        return model;
    }

    /**
     * Returns the datum, as often as asked for, in the precision of the model: independent draws of
     * one expectation.
     */
    public Examples copies(int n) {
        double[] values = new double[n * x.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = x[i % x.length];
        }
        boolean inDouble = model.runtime().dtype() == DType.FLOAT64;
        return Examples.real(x.length, values)
                .in(inDouble ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE);
    }

    /** Returns the datum as {@link #copies} does, as a tensor of full precision. */
    public Tensor batch(int n) {
        return model.runtime().vector(x).broadcastTo(Shape.of(n, x.length));
    }

    public RowCount decoder() {
        return decoder;
    }

    /** Returns the mean and the log variance of q, side by side. */
    public Parameter head() {
        return head;
    }

    /** Returns W, transposed. */
    public Parameter weights() {
        return weights;
    }

    public Parameter bias() {
        return bias;
    }

    public Parameter logScale() {
        return logScale;
    }

    private record Affine(Parameter weights, Parameter bias) implements Network {

        @Override
        public Tensor apply(Tensor z) {
            return Fused.linear(z, weights.value(), bias.value(), Activation.IDENTITY);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weights, bias);
        }
    }

    /** Remembers the largest number of rows that a network has seen. */
    public static final class RowCount implements Network {
        private final Network network;
        private int largest;
        private long all;

        RowCount(Network network) {
            this.network = network;
        }

        @Override
        public Tensor apply(Tensor z) {
            int rows = z.shape().size() / z.shape().extent(-1);
            largest = Math.max(largest, rows);
            all += rows;
            return network.apply(z);
        }

        @Override
        public List<Parameter> parameters() {
            return network.parameters();
        }

        public int largest() {
            return largest;
        }

        public long all() {
            return all;
        }
    }

    /** Independent Normals of one scale. */
    private record Normal(Parameter logScale) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("mean", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            return new NormalObservation(headOutput, logScale.value());
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(logScale);
        }
    }

    private record NormalObservation(Tensor location, Tensor logScale)
            implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            int dimensions = x.shape().extent(-1);
            Tensor standardized = x.sub(location).mul(logScale.neg().exp());
            return standardized
                    .square()
                    .sum(-1)
                    .mul(-0.5)
                    .sub(logScale.mul(dimensions))
                    .sub(0.5 * dimensions * Math.log(2 * Math.PI));
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            Tensor standardized = x.sub(location).mul(logScale.neg().exp());
            return Optional.of(
                    standardized.square().mul(-0.5).sub(logScale).sub(0.5 * Math.log(2 * Math.PI)));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(location);
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor noise = location.runtime().normal(key, location.shape());
            return location.add(noise.mul(logScale.exp()));
        }
    }
}
