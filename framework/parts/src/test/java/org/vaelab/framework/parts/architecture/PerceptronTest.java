// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.Halves;
import org.vaelab.testkit.problem.Runtimes;

/** The layers of perceptrons, and of their mirrored decoders. */
final class PerceptronTest {

    private static final RandomKey KEY = RandomKey.of(2);
    private static final DataShape DATA = DataShape.flat(40);

    @Test
    void aDecoderMirrorsTheHiddenWidthsOrHasItsOwn() {
        Perceptron encoder = perceptron(30, 20, 10);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            assertThat(weights(decoder(new Halves(runtime, encoder))))
                    .containsExactly(
                            Shape.of(2, 10), Shape.of(10, 20), Shape.of(20, 30), Shape.of(30, 40));
            assertThat(weights(decoder(new Halves(runtime, encoder, perceptron(7, 9)))))
                    .containsExactly(Shape.of(2, 7), Shape.of(7, 9), Shape.of(9, 40));
            assertThat(weights(decoder(new Halves(runtime, encoder, perceptron()))))
                    .containsExactly(Shape.of(2, 40));
            Head head = Head.of(Head.real("mean", 4));
            assertThat(weights(new Halves(runtime, encoder).encoder(KEY, DATA, 1, head)))
                    .startsWith(Shape.of(41, 30))
                    .endsWith(Shape.of(10, 4));
        }
    }

    /** Those that are not fused with the layer, beside their definitions at 40 digits. */
    @ParameterizedTest
    @CsvSource({
        "LEAKY_RELU, -1.5, -0.015",
        "LEAKY_RELU, 0.7, 0.7",
        "GELU, -1.5, -0.1002108019032871",
        "GELU, 0.7, 0.53062544344384885",
        "SILU, -1.5, -0.27363828570953451",
        "SILU, 0.7, 0.46773144051771624",
        "MISH, -1.5, -0.29809974216680676",
        "MISH, 0.7, 0.56114837764385186"
    })
    void aLayerAppliesItsActivation(Activation activation, double x, double y) {
        for (String backend : List.of("reference", "torch", "nd4j")) {
            try (TensorRuntime runtime =
                            backend.equals("reference")
                                    ? Runtimes.reference(DType.FLOAT64)
                                    : Runtimes.on(backend, DType.FLOAT64);
                    TensorScope scope = runtime.scope()) {
                Tensor one = runtime.full(1, Shape.of(1, 1));
                Tensor given = runtime.full(x - 0.5, Shape.of(1, 1));
                Tensor found = Fused.dense(given, one, runtime.full(0.5, Shape.of(1)), activation);
                assertThat(found.readDoubles()[0]).isCloseTo(y, within(1e-14));
            }
        }
    }

    @Test
    void aWidthIsAtLeastOne() {
        assertThatThrownBy(() -> perceptron(3, 0))
                .hasMessage("hidden: a width must be at least 1, is 0");
    }

    private static Perceptron perceptron(Integer... hidden) {
        return StrictMapper.of(Perceptron.class, Map.of("hidden", List.of(hidden)));
    }

    private static Network decoder(Halves halves) {
        return halves.decoder(
                KEY, 2, Optional.empty(), 0, DATA, Head.of(Head.real("logits", DATA.size())));
    }

    private static List<Shape> weights(Network network) {
        return network.parameters().stream()
                .filter(p -> p.name().endsWith("weight"))
                .map(p -> p.value().shape())
                .toList();
    }
}
