// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class ConditioningTest {

    private static final LabelColumn SHAPE = column("shape", "square", "heart", "ellipse");
    private static final LabelColumn SIDE = column("side", "left", "right");
    private static final Conditioning CONDITION =
            new Conditioning(List.of(new Conditioning.Label(SIDE), new Conditioning.Label(SHAPE)));

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

    private static LabelColumn column(String name, String... values) {
        return new LabelColumn(name, List.of(values));
    }

    private static MiniBatch batch(String... columns) {
        List<Labels.Column> all =
                List.of(
                        Labels.Column.of("shape", 3, new int[] {2, 0, 1, 2}),
                        Labels.Column.of("other", 9, new int[] {8, 7, 6, 5}),
                        Labels.Column.of("side", 2, new int[] {0, 1, 1, 0}));
        Labels labels =
                Labels.of(
                        all.stream()
                                .filter(column -> List.of(columns).contains(column.name()))
                                .toList());
        Examples examples =
                Examples.real(1, new float[] {0.5f, 1.5f, 2.5f, 3.5f}).withLabels(labels);
        return new Chunks(examples, 4).iterator().next();
    }

    @Test
    void labelsAreUnitVectorsByName() {
        Map<String, Tensor> given = CONDITION.of(batch("shape", "other", "side"), runtime);
        assertThat(CONDITION.width()).isEqualTo(5);
        assertThat(given.keySet()).containsExactly("side", "shape");
        assertThat(given.get("side").shape()).isEqualTo(Shape.of(4, 2));
        assertThat(given.get("side").readDoubles()).containsExactly(1, 0, 0, 1, 0, 1, 1, 0);
        assertThat(given.get("shape").readDoubles())
                .containsExactly(0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void labelsMayBeChosenOrTakenInTurn() {
        Conditioning.Label side = new Conditioning.Label(SIDE);
        assertThat(side.of(new int[] {1, 1, 0}, runtime).readDoubles())
                .containsExactly(0, 1, 0, 1, 1, 0);
        assertThat(side.inTurn(3, runtime).readDoubles()).containsExactly(1, 0, 0, 1, 1, 0);
    }

    /** In the order of the columns, whatever that of the map. */
    @Test
    void standsBesideRowsInOrder() {
        Map<String, Tensor> given = CONDITION.of(batch("side", "shape"), runtime);
        Tensor rows = runtime.tensor(new double[] {10, 20, 30, 40}, Shape.of(4, 1));
        Tensor both =
                CONDITION.beside(
                        rows, Map.of("shape", given.get("shape"), "side", given.get("side")));
        assertThat(both.shape()).isEqualTo(Shape.of(4, 6));
        assertThat(both.slice(0, 1, 2).readDoubles()).containsExactly(20, 0, 1, 1, 0, 0);
    }

    /** Of K draws of each of B rows, all that are of a row stand beside its c. */
    @Test
    void isSharedByTheDrawsOfARow() {
        int samples = 3;
        Map<String, Tensor> given = CONDITION.of(batch("side", "shape"), runtime);
        double[] values = new double[samples * 4 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + i;
        }
        Tensor draws = runtime.tensor(values, Shape.of(samples, 4, 2));
        Tensor both = CONDITION.beside(draws, given);
        assertThat(both.shape()).isEqualTo(Shape.of(samples, 4, 7));
        double[] found = both.readDoubles();
        double[] side = given.get("side").readDoubles();
        double[] shape = given.get("shape").readDoubles();
        for (int k = 0; k < samples; k++) {
            for (int b = 0; b < 4; b++) {
                int at = (k * 4 + b) * 7;
                assertThat(found[at]).isEqualTo(values[(k * 4 + b) * 2]);
                assertThat(found[at + 1]).isEqualTo(values[(k * 4 + b) * 2 + 1]);
                for (int j = 0; j < 2; j++) {
                    assertThat(found[at + 2 + j]).isEqualTo(side[b * 2 + j]);
                }
                for (int j = 0; j < 3; j++) {
                    assertThat(found[at + 4 + j]).isEqualTo(shape[b * 3 + j]);
                }
            }
        }
    }

    @Test
    void nothingIsGivenToAModelWithoutACondition() {
        Tensor rows = runtime.ones(Shape.of(2, 3));
        assertThat(Conditioning.NONE.isNone()).isTrue();
        assertThat(Conditioning.NONE.width()).isZero();
        assertThat(Conditioning.NONE.of(batch("side"), runtime)).isEmpty();
        assertThat(Conditioning.NONE.beside(rows, Map.of())).isSameAs(rows);
    }

    @Test
    void whatIsNotGivenIsNamed() {
        Map<String, Tensor> given = CONDITION.of(batch("side", "shape"), runtime);
        Tensor rows = runtime.ones(Shape.of(4, 1));
        assertThatThrownBy(() -> CONDITION.beside(rows, Map.of("side", given.get("side"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model is conditioned on 'shape', which is not given");
        assertThatThrownBy(() -> CONDITION.of(batch("side", "other"), runtime))
                .isInstanceOf(DataException.class)
                .hasMessage("no label column \"shape\"; there are: [other, side]");
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        Map<String, Tensor> five = CONDITION.trial(5, runtime);
        assertThatThrownBy(() -> CONDITION.beside(runtime.ones(Shape.of(4, 1)), five))
                .isInstanceOf(IllegalArgumentException.class);
        for (int value : new int[] {-1, 3}) {
            assertThatThrownBy(
                            () -> new Conditioning.Label(SHAPE).of(new int[] {0, value}, runtime))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("label 'shape' has the values 0 to 2, not " + value);
        }
        Map<String, Tensor> narrow =
                Map.of("side", runtime.ones(Shape.of(4, 2)), "shape", runtime.ones(Shape.of(4, 2)));
        assertThatThrownBy(() -> CONDITION.beside(runtime.ones(Shape.of(4, 1)), narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the condition 'shape' has 3 coordinates, not 2");
    }

    /** Values of a datum are given as they are, and what is left of it is x. */
    @Test
    void partsOfADatumAreGiven() {
        ValueSplit split =
                ValueSplit.of(
                        DataShape.flat(3),
                        List.of(new ValueSplit.Part("ends", "ends", new int[] {0, 2})));
        Dataset data =
                Dataset.of(
                                "three",
                                DataShape.flat(3),
                                Examples.real(3, new float[] {1, 2, 3, 4, 5, 6}),
                                Examples.real(3, new float[] {7, 8, 9}),
                                "made up")
                        .given(split);
        Conditioning condition = new Conditioning(List.of(new Conditioning.Values("ends", 2)));
        MiniBatch batch = new Chunks(data.train(), 2).at(0);
        assertThat(batch.values()).containsExactly(2, 5);
        assertThat(condition.of(batch, runtime).get("ends").readDoubles())
                .containsExactly(1, 3, 4, 6);
        assertThat(condition.vector(condition.of(batch, runtime)).shape())
                .isEqualTo(Shape.of(2, 2));
    }

    /** Draws know by the tensor of which x they are, so y of a batch is one tensor. */
    @Test
    void whatIsScaledOfABatchIsMadeOnce() {
        Conditioning condition =
                new Conditioning(
                        List.of(
                                new Conditioning.Values(
                                        ValueSplit.SCALE,
                                        DataView.identity(DataShape.flat(4)),
                                        false)));
        ValueSplit split =
                ValueSplit.of(
                        DataShape.flat(6),
                        List.of(
                                new ValueSplit.Part(
                                        ValueSplit.SCALE, "scale", new int[] {2, 3, 4, 5})));
        Examples rows = Examples.real(6, new float[] {5, 7, 1, 1, 2, 3});
        Dataset data = Dataset.of("six", DataShape.flat(6), rows, rows, "made up").given(split);
        ExampleTensors examples = ExampleTensors.of(new Chunks(data.train(), 1).at(0), runtime);
        Tensor x = examples.x();
        Map<String, Tensor> given = condition.of(examples, x);
        assertThat(condition.scaled(x, given).readDoubles()).containsExactly(2, 2);
        assertThat(condition.scaled(x, given)).isSameAs(condition.scaled(x, given));
        assertThat(condition.scaled(x.add(2), given).readDoubles()).containsExactly(3, 2 + 2 / 3.0);
    }
}
