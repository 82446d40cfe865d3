// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

final class DataViewTest {

    private static final Plugins PARTS = Plugins.of(List.of(new StandardModule()));
    private static final double NAN = Double.NaN;

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("colour", Column.Kind.CATEGORICAL, List.of("red", "green", "blue")),
                    Column.real("age"),
                    new Column("size", Column.Kind.ORDINAL, List.of("S", "M", "L")),
                    new Column("visits", Column.Kind.COUNT, List.of()),
                    new Column("smokes", Column.Kind.BINARY, List.of("no", "yes")),
                    new Column("born", Column.Kind.DATE, List.of()));

    /** Facts of data of which no example is read. */
    private record Facts(
            DataShape shape, ValueDomain domain, DataFacts facts, Optional<ValueSplit> split)
            implements DataSummary {

        @Override
        public int trainingSize() {
            return 1;
        }

        @Override
        public List<LabelColumn> labels() {
            return List.of();
        }

        @Override
        public double[] trainingMean() {
            return new double[shape.size()];
        }

        @Override
        public Examples trainingSample(int count, RandomKey key) {
            throw new AssertionError("no example is needed");
        }
    }

    private static Facts facts(DataShape shape, ValueDomain domain, boolean hasMissing) {
        List<Column> columns = domain == ValueDomain.COLUMNS ? COLUMNS : List.of();
        return new Facts(
                shape, domain, DataFacts.of(Form.table(columns), hasMissing), Optional.empty());
    }

    private static double[] seen(TensorRuntime runtime, DataView view, double... x) {
        int width = view.values().size();
        Tensor seen = view.of(runtime.tensor(x, Shape.of(x.length / width, width)));
        assertThat(seen.shape()).isEqualTo(Shape.of(x.length / width, view.seen().size()));
        return seen.readDoubles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "nd4j", "torch"})
    void columnsOfSeveralKindsWithMissingValues(String backend) {
        DataView view = DataView.of(facts(DataShape.flat(6), ValueDomain.COLUMNS, true));
        try (TensorRuntime runtime = open(backend);
                TensorScope scope = runtime.scope()) {
            double[] first = seen(runtime, view, 2, 1.5, 1, 7, 1, -3);
            double[] second = seen(runtime, view, NAN, NAN, NAN, NAN, NAN, NAN);
            double[] third = seen(runtime, view, 0, NAN, 2, 0, NAN, 4);

            // age, smokes, born; visits; colour; size; the mask.
            assertThat(first)
                    .containsExactly(
                            new double[] {1.5, 1, -3, Math.log(8), 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1},
                            within(1e-12));
            assertThat(second).containsOnly(0);
            assertThat(third)
                    .containsExactly(
                            new double[] {0, 0, 4, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1},
                            within(1e-12));
        }
    }

    @Test
    void countsAreSeenOnALogarithmicScale() {
        DataView view = DataView.of(facts(DataShape.flat(2), ValueDomain.COUNTS, false));
        try (TensorRuntime runtime = open("reference");
                TensorScope scope = runtime.scope()) {
            assertThat(seen(runtime, view, 0, 3))
                    .containsExactly(new double[] {0, Math.log(4)}, within(1e-15));
        }
    }

    @Test
    void theMaskOfAnImageIsFurtherChannels() {
        DataView view = DataView.of(facts(new DataShape(2, 1, 2), ValueDomain.UNIT_INTERVAL, true));
        try (TensorRuntime runtime = open("reference");
                TensorScope scope = runtime.scope()) {
            assertThat(view.seen()).isEqualTo(new DataShape(4, 1, 2));
            assertThat(seen(runtime, view, 0.5, NAN, 0, 0.25))
                    .containsExactly(0.5, 0, 0, 0.25, 1, 0, 1, 1);
        }
    }

    /** The same tensor: training data without gaps cost nothing. */
    @Test
    void otherDataAreSeenAsTheyAre() {
        for (ValueDomain domain : List.of(ValueDomain.REAL, ValueDomain.TOKENS)) {
            DataView view = DataView.of(facts(DataShape.flat(2), domain, false));
            try (TensorRuntime runtime = open("reference");
                    TensorScope scope = runtime.scope()) {
                Tensor x = runtime.vector(1, 2);
                assertThat(view.of(x)).isSameAs(x);
                assertThat(view.isIdentity()).isTrue();
            }
        }
    }

    @Test
    void aGivenColumnIsSeenByItsKind() {
        ValueSplit split =
                ValueSplit.of(
                        DataShape.flat(6),
                        List.of(new ValueSplit.Part("known", "known", new int[] {0, 3})));
        Facts data =
                new Facts(
                        split.modelled(),
                        ValueDomain.COLUMNS,
                        DataFacts.of(Form.table(COLUMNS), false),
                        Optional.of(split));
        try (TensorRuntime runtime = open("reference");
                TensorScope scope = runtime.scope()) {
            DataView given = DataView.of(data, split.part("known"));
            assertThat(seen(runtime, given, 1, 7))
                    .containsExactly(new double[] {Math.log(8), 0, 1, 0}, within(1e-15));
            assertThat(seen(runtime, DataView.of(data), 1.5, 1, 0, 9))
                    .containsExactly(1.5, 0, 9, 1, 0);
        }
    }

    /** Gradients of the weights are finite where values are missing. */
    @Test
    void anEncoderSeesWhatIsBesideXAsItIs() {
        Facts data = facts(DataShape.flat(6), ValueDomain.COLUMNS, true);
        NetworkSettings settings = NetworkSettings.of(PARTS, "mlp", Map.of("hidden", List.of()));
        try (TensorRuntime runtime = open("reference");
                TensorScope scope = runtime.scope()) {
            Network encoder =
                    settings.createEncoder(
                            new PartContext(runtime, RandomKey.of(1), data, Plugins.of(List.of())),
                            2,
                            Head.of(Head.real("mean", 1)));
            double[] weights = new double[17];
            Arrays.fill(weights, 15, 17, 1);
            encoder.parameters().get(0).assign(runtime.tensor(weights, Shape.of(17, 1)));
            encoder.parameters().get(1).assign(runtime.zeros(Shape.of(1)));
            Tensor x = runtime.tensor(new double[] {NAN, 1, NAN, 2, 0, 1, 30, 12}, Shape.of(1, 8));
            assertThat(encoder.apply(x).readScalar()).isEqualTo(42);
        }
    }

    @Test
    void aPerceptronDoesNotReadTexts() {
        Facts data = facts(DataShape.flat(3), ValueDomain.TOKENS, false);
        try (TensorRuntime runtime = open("reference")) {
            assertThatThrownBy(
                            () ->
                                    NetworkSettings.of(PARTS, "mlp", Map.of())
                                            .createEncoder(
                                                    new PartContext(
                                                            runtime,
                                                            RandomKey.of(1),
                                                            data,
                                                            Plugins.of(List.of())),
                                                    0,
                                                    Head.of(Head.real("mean", 1))))
                    .hasMessage(
                            "network.encoder 'mlp' reads no texts, and the data are tokens\n"
                                    + "use network.encoder: gru, or temporal");
        }
    }

    private static TensorRuntime open(String backend) {
        return backend.equals("reference")
                ? Runtimes.reference(DType.FLOAT64)
                : Runtimes.on(backend, DType.FLOAT64);
    }
}
