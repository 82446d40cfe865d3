// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Dequantization;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** Batches of resident examples are those of arrays, byte for byte. */
final class ResidentExamplesTest {

    private static final int SIZE = 23;
    private static final int WIDTH = 6;
    private static final int BATCH = 5;

    private static Map<String, Examples> tables() {
        byte[] levels = new byte[SIZE * WIDTH];
        byte[] bits = new byte[SIZE * WIDTH];
        float[] floats = new float[SIZE * WIDTH];
        double[] doubles = RandomKey.of(3).normal(SIZE * WIDTH);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (37 * i);
            bits[i] = (byte) (i / 3 % 2);
            floats[i] = (float) doubles[i];
        }
        Map<String, Examples> tables = new LinkedHashMap<>();
        tables.put("grey", Examples.greyLevels(WIDTH, levels));
        tables.put("binary", Examples.binary(WIDTH, bits));
        tables.put("float", Examples.real(WIDTH, floats));
        tables.put("double", Examples.real(WIDTH, doubles));
        tables.put("tokens", Examples.of(new Texts(bits), ValueDomain.TOKENS));
        return tables;
    }

    /** Texts of tokens 0 and 1, some of which end before the last. */
    private record Texts(byte[] bits) implements DataRows {
        @Override
        public int size() {
            return bits.length / WIDTH;
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            for (int j = 0; j < WIDTH; j++) {
                boolean ended = j > 2 && row % 3 == 0;
                target[offset + j] = ended ? Double.NaN : bits[row * WIDTH + j];
            }
        }
    }

    private static Stream<Arguments> streams() {
        Optional<Dequantization> none = Optional.empty();
        Map<String, List<Preparation>> preparations =
                Map.of(
                        "tokens",
                        List.of(new Preparation(new Binarization.None(), none, false, 0.4)),
                        "grey",
                        List.of(
                                Preparation.NONE,
                                Preparation.of(new Binarization.Dynamic()),
                                Preparation.of(new Binarization.Static(2)),
                                Preparation.of(new Binarization.Threshold(0.4)),
                                new Preparation(
                                        new Binarization.None(),
                                        Optional.of(Dequantization.UNIFORM),
                                        false,
                                        0)));
        List<Preparation> asTheyAre = List.of(Preparation.NONE);
        List<Arguments> streams = new ArrayList<>();
        for (String table : tables().keySet()) {
            for (Preparation preparation : preparations.getOrDefault(table, asTheyAre)) {
                for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                    streams.add(Arguments.of(table, preparation, dtype, false));
                    streams.add(Arguments.of(table, preparation, dtype, true));
                }
            }
        }
        return streams.stream();
    }

    private static Batches batches(String table, Preparation preparation, boolean split) {
        Labels labels =
                Labels.of(
                        List.of(
                                Labels.Column.of(
                                        "number",
                                        SIZE,
                                        IntStream.range(0, SIZE)
                                                .map(i -> i % 4 == 1 ? Labels.UNKNOWN : i)
                                                .toArray())));
        Examples examples = tables().get(table);
        Dataset whole =
                Dataset.of(
                        table,
                        new DataShape(1, 2, 3),
                        examples.withLabels(labels),
                        examples.first(2),
                        "made up",
                        table.equals("tokens")
                                ? DataFacts.of(
                                        new Form.Texts(new Vocabulary(Vocabulary.SPECIAL, "", "")),
                                        false)
                                : DataFacts.NONE);
        Dataset data = split ? whole.given(split()) : whole;
        return preparation.apply(data, 1).batches(BATCH, RandomKey.of(4));
    }

    private static ValueSplit split() {
        return ValueSplit.of(
                new DataShape(1, 2, 3),
                List.of(
                        new ValueSplit.Part("upper", "upper", new int[] {0, 1}),
                        new ValueSplit.Part("last", "last", new int[] {5})));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void batchesAreThoseOfArrays(
            String table, Preparation preparation, DType dtype, boolean split) {
        Batches batches = batches(table, preparation, split);
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), dtype)) {
            try (ResidentExamples resident = new ResidentExamples(batches, runtime)) {
                for (long step : new long[] {0, 1, 3, 4, 9, 4}) {
                    try (TensorScope scope = runtime.scope()) {
                        ExampleTensors found = resident.at(step);
                        ExampleTensors expected = ExampleTensors.of(batches.at(step), runtime);
                        requireSame(found.x(), expected.x());
                        if (split) {
                            requireSame(found.given("last"), expected.given("last"));
                            requireSame(found.given("upper"), expected.given("upper"));
                        }
                        assertThat(found.rows()).isEqualTo(expected.rows());
                        assertThat(found.labels("number")).isEqualTo(expected.labels("number"));
                        assertThatThrownBy(() -> found.labels("colour"))
                                .isInstanceOf(DataException.class);
                        assertThatThrownBy(() -> found.given("lower"))
                                .isInstanceOf(DataException.class);
                    }
                }
                assertThat(runtime.keptTensors()).isEqualTo(split ? 4 : 1);
            }
            assertThat(runtime.keptTensors()).isZero();
        }
    }

    private static void requireSame(Tensor found, Tensor expected) {
        assertThat(found.dtype()).isEqualTo(expected.dtype());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.readDoubles()).isEqualTo(expected.readDoubles());
    }
}
