// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.random.RandomKey;

/** Classifiers and clusters on codes whose labels are known. */
class ProbesTest {

    private static final RandomKey KEY = RandomKey.of(5);

    private static int[] labels(int count) {
        return IntStream.range(0, count).map(i -> i % 3).toArray();
    }

    /** Three clouds at the corners of a triangle, far from each other beside their spread. */
    private static double[][] clouds(int count, double spread, RandomKey key) {
        double[] noise = key.normal(2 * count);
        double[][] codes = new double[count][];
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * (i % 3) / 3;
            codes[i] =
                    new double[] {
                        100 + 10 * Math.cos(angle) + spread * noise[2 * i],
                        10 * Math.sin(angle) + spread * noise[2 * i + 1]
                    };
        }
        return codes;
    }

    @Test
    void separableCodesAreAllFound() {
        double[][] training = clouds(60, 0.5, KEY.split("training"));
        double[][] test = clouds(300, 0.5, KEY.split("test"));
        assertThat(new LogisticRegression(training, labels(60), KEY).predict(test))
                .isEqualTo(labels(300));
        assertThat(new NearestNeighbours(training, labels(60), 5).predict(test))
                .isEqualTo(labels(300));
        ContingencyTable clusters =
                ContingencyTable.of(new KMeans(training, 3, KEY).assign(test), labels(300));
        assertThat(clusters.adjustedRandIndex()).isEqualTo(1);
        assertThat(clusters.normalizedMutualInformation()).isEqualTo(1);
    }

    /**
     * Between two Gaussians the best boundary is known, and with it the accuracy: Phi(1) = 0.841.
     */
    @Tag("full")
    @Test
    void overlappingCodesAreFoundAsOftenAsTheyCanBe() {
        int count = 4000;
        double[] noise = KEY.normal(2 * count);
        double[][] codes = new double[2 * count][];
        int[] labels = new int[2 * count];
        for (int i = 0; i < codes.length; i++) {
            labels[i] = i % 2;
            codes[i] = new double[] {noise[i] + (i % 2 == 0 ? -1 : 1), 0};
        }
        double[][] training = Arrays.copyOf(codes, count);
        double[][] test = Arrays.copyOfRange(codes, count, 2 * count);
        int[] truth = Arrays.copyOfRange(labels, count, 2 * count);
        int[] predicted =
                new LogisticRegression(training, Arrays.copyOf(labels, count), KEY).predict(test);
        double accuracy = Gap.mean(RepresentationMetric.hits(predicted, truth));
        // Five standard errors of 4,000 examples, 0.0058 each.
        assertThat(accuracy).isBetween(0.841 - 0.029, 0.841 + 0.029);
    }

    @Test
    void equalKeysGiveEqualPredictions() {
        double[][] codes = clouds(300, 12, KEY);
        int[] labels = labels(300);
        assertThat(new LogisticRegression(codes, labels, KEY).predict(codes))
                .isEqualTo(new LogisticRegression(codes, labels, KEY).predict(codes));
        assertThat(new KMeans(codes, 3, KEY).assign(codes))
                .isEqualTo(new KMeans(codes, 3, KEY).assign(codes));
    }

    @Test
    void aDrawHasEquallyManyOfEachLabel() {
        int[] values = IntStream.range(0, 100).map(i -> i < 80 ? 0 : i < 90 ? 2 : 3).toArray();
        Factor labels = new Factor("label", values, KnownCodes.names(4, true));
        int[] rows = KnownLabels.balanced(labels, 20, KEY);
        assertThat(Arrays.stream(rows).distinct()).hasSize(20);
        assertThat(Arrays.stream(rows).map(i -> values[i]).filter(v -> v == 0)).hasSize(7);
        assertThat(Arrays.stream(rows).map(i -> values[i]).filter(v -> v == 2)).hasSize(7);
        assertThat(Arrays.stream(rows).map(i -> values[i]).filter(v -> v == 3)).hasSize(6);
        int[] fewer = KnownLabels.balanced(labels, 9, KEY);
        assertThat(rows).contains(fewer);
        assertThat(KnownLabels.balanced(labels, 20, KEY.split("other"))).isNotEqualTo(rows);
    }

    @Test
    void tooFewExamplesOfALabelAreTold() {
        Factor labels = new Factor("digit", new int[] {0, 0, 0, 1}, List.of("0", "1"));
        assertThatThrownBy(() -> KnownLabels.balanced(labels, 4, KEY))
                .isInstanceOf(UndefinedMetricException.class)
                .hasMessage(
                        "4 labels are 2 of each of 2 values of 'digit', and one has 1 training"
                                + " examples");
    }

    @Test
    void theLabelColumnIsTheOnlyOneOrNamed() {
        Examples examples = Examples.real(1, new float[] {1, 2});
        Labels.Column digit = Labels.Column.of("digit", 2, new int[] {1, 0});
        Labels.Column slant = Labels.Column.of("slant", 2, new int[] {0, 0});
        Labels.Column label = Labels.Column.of("label", 2, new int[] {0, 1});
        assertThat(KnownLabels.column(labelled(examples, digit)).name()).isEqualTo("digit");
        assertThat(KnownLabels.column(labelled(examples, digit, label)).name()).isEqualTo("label");
        assertThatThrownBy(() -> KnownLabels.column(labelled(examples, digit, slant)))
                .hasMessage(
                        "of several label columns one must be named 'label'; there are digit,"
                                + " slant");
        assertThatThrownBy(() -> KnownLabels.column(examples))
                .hasMessage("the data have no labels");
    }

    private static Examples labelled(Examples examples, Labels.Column... columns) {
        return examples.withLabels(Labels.of(List.of(columns)));
    }

    @Test
    void namesThatAreAscendingNumbersAreOfAnOrder() {
        int[] values = {0, 1};
        assertThat(Factor.of(Labels.Column.of("x", 2, values)).ordered()).isTrue();
        assertThat(ordered("-1.5", "2")).isTrue();
        assertThat(ordered("2", "1")).isFalse();
        assertThat(ordered("square", "heart")).isFalse();
        assertThat(ordered("1", "NaN")).isFalse();
        assertThat(ordered("1", "Infinity")).isFalse();
    }

    /**
     * Sizes of 1, 10 and 100, which are no more equally far apart than their places 0, 1 and 2 are.
     */
    @Test
    void anOrderedFactorIsCorrelatedByItsNumbers() {
        int[] values = {0, 1, 2, 2, 1, 0};
        Factor size = Factor.of(Labels.Column.of("size", List.of("1", "10", "100"), values));
        assertThat(size.numbers()).containsExactly(1, 10, 100, 100, 10, 1);
        double[][] rows =
                Arrays.stream(size.numbers())
                        .mapToObj(n -> new double[] {n})
                        .toArray(double[][]::new);
        double[][] scores =
                AttributePredictability.scores(
                        new FactoredCodes(new CodeMatrix(rows), List.of(size)));
        assertThat(scores[0][0]).isCloseTo(1, within(1e-12));
    }

    private static boolean ordered(String... names) {
        return Factor.of(Labels.Column.of("x", List.of(names), new int[] {0, 1})).ordered();
    }
}
