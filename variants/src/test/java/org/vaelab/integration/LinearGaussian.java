// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Observation;
import org.vaelab.framework.model.ClosedFormKl;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.model.ConstantNetwork;

/**
 * z ~ N(0, I), x ~ N(W z + b, s^2 I), with one q = N(mean, std^2) for all x: log p(x) is known.
 *
 * <p>All numbers are learned parameters, so that gradients in them can be asked for.
 */
final class LinearGaussian {

    static final ClosedFormKl<DiagonalNormal, StandardNormal> KL =
            new ClosedFormKl<>(
                    DiagonalNormal.class,
                    StandardNormal.class,
                    (q, p) -> Fused.normalKl(q.mean(), q.logVariance()));

    private final LatentVariableModel model;
    private final RowCount decoder;
    private final Parameter head;
    private final Parameter weights;
    private final Parameter bias;
    private final Parameter logScale;
    private final double[] x;

    /** Builds the model of a golden case. */
    LinearGaussian(TensorRuntime runtime, JsonNode input) {
        double[] mean = numbers(input.get("q_mean"));
        double[] std = numbers(input.get("q_std"));
        double[] offset = numbers(input.get("b"));
        x = numbers(input.get("x"));
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
                new LatentVariableModel(
                        runtime,
                        DataShape.flat(x.length),
                        new ConstantNetwork(head),
                        new DiagonalNormalFamily(space),
                        new StandardNormal(runtime, space),
                        decoder,
                        new Normal(logScale),
                        KlDivergence.of(Optional.of(KL)));
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

    /** Returns a number, or the numbers of an array. */
    static double[] numbers(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .mapToDouble(JsonNode::asDouble)
                        .toArray()
                : new double[] {node.asDouble()};
    }

    /** Reads the cases of a kind from a golden file. */
    static Stream<JsonNode> golden(String file, String kind) {
        try (InputStream in = LinearGaussian.class.getResourceAsStream(file)) {
            JsonNode cases = new ObjectMapper().readTree(Objects.requireNonNull(in, file));
            return StreamSupport.stream(cases.get("cases").spliterator(), false)
                    .filter(c -> c.get("kind").asText().equals(kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LatentVariableModel model() {
        return model;
    }

    /** The case's datum, as often as asked for: independent draws of one expectation. */
    Examples copies(int n) {
        float[] values = new float[n * x.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) x[i % x.length];
        }
        return Examples.real(x.length, values);
    }

    /** As {@link #copies}, as a tensor of full precision. */
    Tensor batch(int n) {
        return model.runtime().vector(x).broadcastTo(Shape.of(n, x.length));
    }

    RowCount decoder() {
        return decoder;
    }

    Parameter head() {
        return head;
    }

    Parameter weights() {
        return weights;
    }

    Parameter bias() {
        return bias;
    }

    Parameter logScale() {
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
    static final class RowCount implements Network {
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

        int largest() {
            return largest;
        }

        long all() {
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
        public Observation of(Tensor headOutput) {
            return new NormalObservation(headOutput, logScale.value());
        }

        @Override
        public double[] headOutputForMean(DataShape x, double[] mean) {
            return mean.clone();
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(logScale);
        }
    }

    private record NormalObservation(Tensor mean, Tensor logScale) implements Observation {

        @Override
        public Tensor logProbability(Tensor x) {
            int dimensions = x.shape().extent(-1);
            Tensor standardized = x.sub(mean).mul(logScale.neg().exp());
            return standardized
                    .square()
                    .sum(-1)
                    .mul(-0.5)
                    .sub(logScale.mul(dimensions))
                    .sub(0.5 * dimensions * Math.log(2 * Math.PI));
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor noise = mean.runtime().normal(key, mean.shape());
            return mean.add(noise.mul(logScale.exp()));
        }
    }
}
