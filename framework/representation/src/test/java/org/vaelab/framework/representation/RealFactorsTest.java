// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.ValueNames;

/** Factors of real numbers: cut into bins where they hardly repeat, and never classes. */
final class RealFactorsTest {
    private static final RandomKey KEY = RandomKey.of(5);

    private static Factor factor(String name, double... numbers) {
        List<String> names =
                ValueNames.sorted(DoubleStream.of(numbers).mapToObj(ValueNames::of).toList());
        return new Factor(
                name,
                DoubleStream.of(numbers).mapToInt(v -> names.indexOf(ValueNames.of(v))).toArray(),
                names);
    }

    @Test
    void realNumbersThatHardlyRepeatAreInBinsOfEqualCounts() {
        double[] skewed = Arrays.stream(KEY.normal(400)).map(v -> Math.exp(3 * v)).toArray();
        Factor continuous = factor("size", skewed);
        assertThat(continuous.isContinuous()).isTrue();
        Factor binned = continuous.binned(continuous.quantiles());
        assertThat(binned.cardinality()).isEqualTo(20);
        assertThat(List.of(binned.examplesByValue())).allMatch(bin -> bin.length == 20);
        double[] few = Arrays.copyOf(skewed, 25);
        assertThat(factor("few", few).quantiles()).hasSize(1);
        double[] steps = IntStream.range(0, 400).mapToDouble(i -> i % 40 / 4.0).toArray();
        assertThat(factor("steps", steps).isContinuous()).isFalse();
        double[] whole = IntStream.range(0, 400).asDoubleStream().toArray();
        assertThat(factor("whole", whole).isContinuous()).isFalse();
        // Most numbers are equal: no bin is empty.
        double[] mostlyZero =
                IntStream.range(0, 60).mapToDouble(i -> i < 40 ? 0 : i + 0.5).toArray();
        Factor zeros = factor("zeros", mostlyZero);
        Factor ofZeros = zeros.binned(zeros.quantiles());
        assertThat(List.of(ofZeros.examplesByValue())).allMatch(bin -> bin.length > 0);
    }

    /**
     * Codes that know nothing have as little information on a continuous factor as on one of few
     * steps.
     */
    @Test
    void mostExamplesMayHaveTheLeastValue() {
        double[] numbers = new double[60];
        for (int i = 53; i < 60; i++) {
            numbers[i] = 0.5 + i;
        }
        Factor factor = factor("dose", numbers);
        assertThat(factor.quantiles()).containsExactly(53.5);
        assertThat(factor.binned(factor.quantiles()).knownValues()).isEqualTo(2);
    }

    @Tag("full")
    @Test
    void codesWithoutInformationHaveNone() {
        int size = 4000;
        CodeMatrix codes =
                new CodeMatrix(
                        IntStream.range(0, size)
                                .mapToObj(i -> KEY.split("code").fold(i).normal(2))
                                .toArray(double[][]::new));
        FactoredCodes data =
                new FactoredCodes(
                        codes,
                        List.of(
                                factor("a", KEY.split("a").normal(size)),
                                factor("b", KEY.split("b").uniform(size))));
        CodeFactorInformation table = CodeFactorInformation.of(data);
        assertThat(table.entropies()[0]).isCloseTo(Math.log(20), within(1e-9));
        // The bias is at most (20 - 1) (20 - 1) / 2N.
        assertThat(table.information()[0][0]).isLessThan(2 * 19 * 19 / (2.0 * size));
        assertThat(data.binningCaveat())
                .hasValueSatisfying(c -> assertThat(c).contains("'a' in 20 bins"));
        assertThat(data.binnedAs(data).binningCaveat()).isEmpty();
    }

    @Test
    void metricsOfClassesRejectRealNumbers() {
        Examples examples = Examples.real(1, new double[] {1, 2, 3, 4});
        Labels.Column column =
                Labels.Column.of("dose", List.of("0.5", "1"), new int[] {0, 1, 0, 1});
        assertThatThrownBy(
                        () ->
                                KnownLabels.of(
                                        examples.withLabels(Labels.of(List.of(column))), "test"))
                .isInstanceOf(UndefinedMetricException.class)
                .hasMessage(
                        "label 'dose' has real numbers such as 0.5, and the metric needs classes:"
                                + " integers or texts");
    }
}
