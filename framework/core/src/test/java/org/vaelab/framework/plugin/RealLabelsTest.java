// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Preparation;

/**
 * A label of real numbers that hardly repeat is no condition, as it has a class for each example.
 */
final class RealLabelsTest {

    private static Dataset data(int size, int classes, double step) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(k -> Double.toString(k * step)).toList();
        int[] labels = IntStream.range(0, size).map(i -> i % classes).toArray();
        Examples examples =
                Examples.real(1, new double[size])
                        .withLabels(Labels.of(List.of(Labels.Column.of("y", names, labels))));
        return Dataset.of("d", DataShape.flat(1), examples, examples, "made");
    }

    private static DataSummary.LabelColumn label(Dataset data) {
        DataSummary summary = Preparation.NONE.apply(data, 1);
        return new ConditionChoice(summary).label("condition", "y");
    }

    @Test
    void aMeasurementIsNoCondition() {
        Dataset measured = data(40, 40, 0.3);
        assertThatThrownBy(() -> label(measured))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "condition: 'y' has real numbers, 40 different ones in 40 training examples");
        assertThat(label(data(40, 4, 0.3)).cardinality()).isEqualTo(4);
        assertThat(label(data(40, 40, 1)).cardinality()).isEqualTo(40);
    }

    @Test
    void theDataSayThatLabelsHardlyRepeat() {
        assertThat(data(40, 40, 0.3).facts().remarks())
                .containsExactly(
                        "label \"y\" has real numbers: metrics of factors cut them into bins, and"
                                + " metrics of classes reject them");
        assertThat(data(40, 40, 1).facts().remarks())
                .containsExactly(
                        "label \"y\" has 40 classes in 40 training"
                                + " examples: metrics of classes say little");
        assertThat(data(147, 21, 1).facts().remarks())
                .containsExactly(
                        "label \"y\" has 21 classes in 147 training"
                                + " examples: metrics of classes say little");
        assertThat(data(210, 21, 1).facts().remarks()).isEmpty();
        assertThat(data(40, 4, 0.3).facts().remarks()).isEmpty();
    }
}
