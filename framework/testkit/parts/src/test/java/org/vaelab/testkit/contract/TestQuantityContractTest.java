// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.TestQuantity;

/** Defects of test quantities are found. */
final class TestQuantityContractTest {

    private record Quantity(
            String label, ToDoubleFunction<double[]> value, Optional<String> obstacle)
            implements TestQuantity {

        @Override
        public double of(double[] x, DataShape shape) {
            return value.applyAsDouble(x);
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, DataShape shape) {
            return obstacle;
        }
    }

    private static final class Contract extends TestQuantityContract {

        private final TestQuantity quantity;

        Contract(TestQuantity quantity) {
            super("faulty");
            this.quantity = quantity;
        }

        @Override
        protected TestQuantity quantity() {
            return quantity;
        }
    }

    private static Quantity sound() {
        return new Quantity("first value", x -> x[0], Optional.empty());
    }

    private static Arguments found(
            String label,
            ToDoubleFunction<double[]> value,
            Optional<String> obstacle,
            String check,
            String message) {
        return Arguments.of(new Quantity(label, value, obstacle), check, message);
    }

    static Stream<Arguments> defects() {
        AtomicInteger calls = new AtomicInteger();
        Optional<String> none = Optional.empty();
        return Stream.of(
                found("The first.", x -> x[0], none, "theLabelIsANounPhrase", "label"),
                found(
                        "ratio",
                        x -> x[0] / x[x.length - 1],
                        none,
                        "valuesAreFiniteOrThereIsAReason",
                        "values of"),
                found(
                        "constant",
                        x -> 1,
                        none,
                        "valuesAreFiniteOrThereIsAReason",
                        "whether the values of different examples differ"),
                found(
                        "nothing",
                        x -> x[0],
                        Optional.of("never"),
                        "valuesAreFiniteOrThereIsAReason",
                        "kinds of data for which it is defined"),
                found(
                        "no reason",
                        x -> x[0],
                        Optional.of(" "),
                        "valuesAreFiniteOrThereIsAReason",
                        "reason for"),
                found(
                        "calls",
                        x -> calls.incrementAndGet(),
                        none,
                        "equalExamplesGiveEqualNumbers",
                        "once more"),
                found(
                        "doubled",
                        x -> {
                            double first = x[0];
                            x[0] = first == 0 ? 1 : first;
                            return first == 0 ? 1 : first;
                        },
                        none,
                        "equalExamplesGiveEqualNumbers",
                        "examples of"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsFound(TestQuantity quantity, String check, String message) {
        assertThat(Failures.of(new Contract(quantity), check))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(Failures.of(new Contract(sound()), check)).isEmpty();
    }
}
