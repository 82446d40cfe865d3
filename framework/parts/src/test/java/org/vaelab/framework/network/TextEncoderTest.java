// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;

final class TextEncoderTest {

    private static final RandomKey KEY = RandomKey.of(7);
    private static final Head HEAD = Head.of(Head.real("mean", 3));
    private static final int V = 4;
    private static final Plugins PARTS = Plugins.load(TextEncoderTest.class.getClassLoader());

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = runtime.scope();
    }

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private static List<Map<String, Object>> settings() {
        return List.of(
                Map.of("encoder", "gru", "hidden", List.of(5), "embedding", 3),
                Map.of("encoder", "gru", "hidden", List.of(4, 3), "bidirectional", true),
                Map.of("encoder", "temporal", "channels", List.of(4, 3), "embedding", 2));
    }

    private record Ends(int width) implements DataRows {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            Arrays.fill(target, offset, offset + width, 0);
        }
    }

    private PartContext context(int length) {
        Examples texts = Examples.of(new Ends(length), ValueDomain.TOKENS);
        Dataset dataset =
                Dataset.of(
                        "ends",
                        DataShape.flat(length),
                        texts,
                        texts,
                        "made up",
                        DataFacts.of(
                                new Form.Texts(
                                        new Vocabulary(
                                                List.of("<end>", "<unknown>", "a", "b"), "", "")),
                                false));
        return context(Preparation.NONE.apply(dataset, 1));
    }

    private PartContext context(PreparedData data) {
        return new PartContext(runtime, KEY, data, PARTS);
    }

    private Network encoder(Map<String, Object> settings, int length, int beside) {
        Network encoder = network(settings).createEncoder(context(length), beside, HEAD);
        ParameterProbe.move(encoder, KEY.split("moved"), 0.4);
        return encoder;
    }

    private static NetworkSettings network(Map<String, Object> written) {
        Map<String, Object> keys = new HashMap<>(written);
        Object encoder = keys.remove("encoder");
        return NetworkSettings.of(PARTS, encoder == null ? "mlp" : (String) encoder, keys);
    }

    private double[] output(Network encoder, double... row) {
        Tensor x = runtime.tensor(row, Shape.of(1, row.length));
        return encoder.apply(x).readDoubles();
    }

    private static final double NAN = Double.NaN;

    @ParameterizedTest
    @MethodSource("settings")
    void whatComesAfterTheEndHasNoInfluence(Map<String, Object> settings) {
        Network shorter = encoder(settings, 3, 0);
        Network longer = encoder(settings, 6, 0);
        double[] expected = output(shorter, 2, 3, 0);
        assertThat(output(longer, 2, 3, 0, NAN, NAN, NAN)).containsExactly(expected, within(1e-12));
        Tensor both =
                runtime.tensor(
                        new double[] {2, 3, 0, NAN, NAN, NAN, 3, 2, 1, 2, 3, 0}, Shape.of(2, 6));
        assertThat(longer.apply(both).slice(0, 0, 1).readDoubles())
                .containsExactly(expected, within(1e-12));
        assertThat(output(longer, 3, 3, 0, NAN, NAN, NAN)).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aTokenThatOnlyTheDecoderIsNotShownIsSeen(Map<String, Object> settings) {
        Network encoder = encoder(settings, 3, 0);
        assertThat(output(encoder, 2, 3 + V, V)).isEqualTo(output(encoder, 2, 3, 0));
    }

    @Test
    void aDeviceThatMultipliesByReciprocalsSeesTheSameTokens() {
        try (TensorRuntime device = Runtimes.reciprocal(DType.FLOAT32);
                TensorScope own = device.scope()) {
            for (int v = 3; v < 1000; v++) {
                double[] shown = {0, 1, v - 1};
                double[] hidden = {v, v + 1, 2 * v - 1};
                assertThat(TextEncoder.tokens(device.vector(shown), v).readDoubles())
                        .isEqualTo(shown);
                assertThat(TextEncoder.tokens(device.vector(hidden), v).readDoubles())
                        .as("vocabulary of %s", v)
                        .isEqualTo(shown);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aConditionIsBesideTheText(Map<String, Object> settings) {
        Network encoder = encoder(settings, 3, 2);
        assertThat(output(encoder, 2, 0, NAN, 1, 0)).isNotEqualTo(output(encoder, 2, 0, NAN, 0, 1));
    }

    @Test
    void theBackwardLayersReadTheTextFromItsEnd() {
        Network encoder = encoder(settings().get(1), 4, 0);
        // Of a forward pass alone the state after the same two last tokens would differ less.
        assertThat(output(encoder, 2, 3, 0, NAN)).isNotEqualTo(output(encoder, 2, 2, 0, NAN));
        assertThat(encoder.parameters())
                .extracting(parameter -> parameter.name().split("\\.", 2)[0])
                .contains("embedding", "forward", "backward", "dense");
    }

    @Test
    void textsNeedAnEncoderOfTexts() {
        assertThatThrownBy(() -> encoder(Map.of("hidden", List.of(4)), 3, 0))
                .hasMessage(
                        "network.encoder 'mlp' reads no texts, and the data are tokens\n"
                                + "use network.encoder: gru, or temporal");
    }
}
