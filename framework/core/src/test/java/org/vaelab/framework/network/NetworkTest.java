// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class NetworkTest {

    private static final RandomKey KEY = RandomKey.of(11);

    private TensorRuntime runtime;
    private TensorScope scope;

    @BeforeEach
    void openRuntime() {
        runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
        scope = runtime.scope();
    }

    @AfterEach
    void closeRuntime() {
        scope.close();
        runtime.close();
    }

    private static Linear layer(TensorRuntime on, Initializer initializer, RandomKey key) {
        return new Linear(on, key, 40, 60, Activation.IDENTITY, initializer);
    }

    @ParameterizedTest
    @CsvSource({
        // 1/sqrt(40), sqrt(6/100), sqrt(6/40)
        "FAN_IN, 0.158113883008419, 0.158113883008419",
        "GLOROT, 0.244948974278318, 0",
        "HE, 0.387298334620742, 0"
    })
    void weightsAreUniformWithinTheirBounds(Initializer initializer, double bound, double bias) {
        List<Parameter> parameters = layer(runtime, initializer, KEY).parameters();
        double[] weights = parameters.get(0).value().readDoubles();

        assertThat(weights).hasSize(2400);
        assertUniform(weights, bound);
        double[] biases = parameters.get(1).value().readDoubles();
        assertThat(biases).hasSize(60);
        if (bias == 0) {
            assertThat(biases).containsOnly(0);
        } else {
            assertUniform(biases, bias);
        }
    }

    /** Kolmogorov's test at an error rate of 1e-9: P(sqrt(n) D > t) is at most 2 e^(-2 t^2). */
    private static void assertUniform(double[] values, double bound) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            assertThat(Math.abs(sorted[i])).isLessThanOrEqualTo(bound * (1 + 1e-14));
            double cdf = (sorted[i] / bound + 1) / 2;
            distance = Math.max(distance, Math.abs(cdf - (i + 0.5) / sorted.length));
        }
        double critical = Math.sqrt(Math.log(2 / 1e-9) / 2 / values.length);
        assertThat(distance - 0.5 / values.length).isLessThan(critical);
    }

    @ParameterizedTest
    @EnumSource(Initializer.class)
    void oneKeyGivesOneSetOfWeightsInEitherPrecision(Initializer initializer) {
        double[] weights = weight(layer(runtime, initializer, KEY)).readDoubles();

        assertThat(weight(layer(runtime, initializer, KEY)).readDoubles()).isEqualTo(weights);
        assertThat(weight(layer(runtime, initializer, RandomKey.of(12))).readDoubles())
                .isNotEqualTo(weights);
        try (TensorRuntime single = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT32);
                TensorScope inner = single.scope()) {
            Tensor narrow = weight(layer(single, initializer, KEY));
            assertThat(narrow.dtype()).isEqualTo(DType.FLOAT32);
            // Three roundings of numbers up to 1 at 2^-24 each.
            assertThat(narrow.readDoubles()).containsExactly(weights, within(3 * 0x1p-24));
        }
    }

    private static Tensor weight(Linear layer) {
        return layer.parameters().get(0).value();
    }

    @Test
    void weightsAndBiasesAndLayersAreDrawnApart() {
        Mlp mlp = new Mlp(runtime, KEY, 5, List.of(5, 5), 5, Activation.RELU, Initializer.FAN_IN);

        List<List<Double>> starts =
                mlp.parameters().stream()
                        .map(p -> p.value().readDoubles())
                        .map(v -> List.of(v[0], v[1], v[2]))
                        .toList();
        assertThat(starts).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void parametersAreNamedByLayerAndShaped() {
        Mlp mlp = new Mlp(runtime, KEY, 7, List.of(5, 3), 2, Activation.TANH, Initializer.HE);

        assertThat(mlp.parameters())
                .extracting(Parameter::toString)
                .map(text -> text.replaceAll(" \\(LEARNED.*?(\\[.*\\]).*", " $1"))
                .containsExactly(
                        "0.weight [7, 5]",
                        "0.bias [5]",
                        "1.weight [5, 3]",
                        "1.bias [3]",
                        "2.weight [3, 2]",
                        "2.bias [2]");
        assertThat(mlp.parameters()).allMatch(p -> p.role() == Parameter.Role.LEARNED);
        assertThat(mlp.parameters()).allMatch(p -> p.value().isTracked());
        assertThat(mlp.parameters().get(0).within("encoder").name()).isEqualTo("encoder.0.weight");
        assertThat(mlp.parameters().get(0).within("encoder").value())
                .isSameAs(mlp.parameters().get(0).value());
    }

    @Test
    void aPerceptronIsItsLayersWithoutAnActivationAtTheEnd() {
        Mlp mlp = new Mlp(runtime, KEY, 3, List.of(4), 2, Activation.TANH, Initializer.FAN_IN);
        List<Parameter> p = mlp.parameters();
        Tensor x = runtime.normal(RandomKey.of(1), Shape.of(2, 5, 3));

        Tensor hidden = x.matmul(p.get(0).value()).add(p.get(1).value()).tanh();
        Tensor expected = hidden.matmul(p.get(2).value()).add(p.get(3).value());

        assertThat(mlp.apply(x).shape()).isEqualTo(Shape.of(2, 5, 2));
        assertThat(mlp.apply(x).readDoubles())
                .containsExactly(expected.readDoubles(), within(1e-14));
    }

    @Test
    void noHiddenLayersMakeAnAffineMap() {
        Mlp mlp = new Mlp(runtime, KEY, 3, List.of(), 2, Activation.RELU, Initializer.FAN_IN);

        assertThat(mlp.parameters())
                .extracting(Parameter::name)
                .containsExactly("0.weight", "0.bias");
        assertThat(mlp.apply(runtime.full(-9, Shape.of(1, 3))).min().readScalar()).isNegative();
    }

    @Test
    void aHeadSplitsInOrderAndConstrains() {
        Head head = Head.of(Head.real("mean", 2), Head.positive("scale", 1), Head.real("shift", 2));
        Tensor raw =
                runtime.tensor(new double[] {1, 2, -3, 4, 5, 6, 7, 800, 9, 10}, Shape.of(2, 5));

        List<Tensor> parts = head.split(raw);

        assertThat(head.width()).isEqualTo(5);
        assertThat(parts).hasSize(3);
        assertThat(parts.get(0).readDoubles()).containsExactly(1, 2, 6, 7);
        assertThat(parts.get(1).shape()).isEqualTo(Shape.of(2, 1));
        // ln(1 + e^-3)
        assertThat(parts.get(1).readDoubles())
                .containsExactly(new double[] {0.048587351573742, 800}, within(1e-14));
        assertThat(parts.get(2).readDoubles()).containsExactly(4, 5, 9, 10);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Head head = Head.of(Head.real("mean", 2));

        assertThatThrownBy(() -> head.split(runtime.zeros(Shape.of(3, 4))))
                .hasMessage("a head of width 2 cannot split an output of [3, 4]");
        assertThatThrownBy(() -> Head.real("mean", 0))
                .hasMessage("the width of mean must be at least 1, is 0");
        assertThatThrownBy(Head::of).hasMessage("a head needs at least one output");
        Linear layer = layer(runtime, Initializer.HE, KEY);
        assertThatThrownBy(() -> layer.apply(runtime.zeros(Shape.of(2, 39))))
                .hasMessageContaining("does not take [2, 39]");
        assertThatThrownBy(() -> layer.startAt(new double[59]))
                .hasMessageContaining("59 values do not fill shape [60]");
    }

    /** The layer by its formula, tanh(x W + b) sigmoid(x V + c), and an affine layer after it. */
    @Test
    void aGatedLayerMultipliesByItsGate() {
        Mlp mlp =
                new Mlp(
                        new InitialWeights(runtime, KEY, Initializer.FAN_IN),
                        3,
                        List.of(4),
                        2,
                        Activation.TANH,
                        Activation.IDENTITY,
                        true);
        List<Parameter> parameters = mlp.parameters();
        assertThat(parameters.stream().map(Parameter::name))
                .containsExactly(
                        "0.value.weight",
                        "0.value.bias",
                        "0.gate.weight",
                        "0.gate.bias",
                        "1.weight",
                        "1.bias");
        double[][] p =
                parameters.stream().map(q -> q.value().readDoubles()).toArray(double[][]::new);
        assertThat(p[0]).isNotEqualTo(p[2]);
        double[] x = {0.3, -1.2, 2};
        double[] expected = p[5].clone();
        for (int unit = 0; unit < 4; unit++) {
            double value = p[1][unit];
            double gate = p[3][unit];
            for (int i = 0; i < 3; i++) {
                value += x[i] * p[0][4 * i + unit];
                gate += x[i] * p[2][4 * i + unit];
            }
            for (int out = 0; out < 2; out++) {
                expected[out] += Math.tanh(value) / (1 + Math.exp(-gate)) * p[4][2 * unit + out];
            }
        }
        double[] found = mlp.apply(runtime.tensor(x, Shape.of(1, 3))).readDoubles();
        assertThat(found).containsExactly(expected, within(1e-14));
    }
}
