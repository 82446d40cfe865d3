// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The contract of every test quantity, on images, vectors and texts.
 *
 * <pre>{@code
 * final class LargestContractTest extends TestQuantityContract {
 *     LargestContractTest() {
 *         super("largest");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class TestQuantityContract extends PartContract {

    private static final int EXAMPLES = 40;

    private static final DataShape IMAGE = new DataShape(1, 4, 6);
    private static final DataShape VECTOR = DataShape.flat(5);
    private static final DataShape NUMBER = DataShape.flat(1);
    private static final DataShape TEXT = DataShape.flat(7);

    /** Examples of one kind of data. */
    private record Kind(ValueDomain domain, DataShape shape, List<double[]> examples) {

        @Override
        public String toString() {
            return domain.label() + " of shape " + shape;
        }
    }

    /**
     * Creates the contract of a registered test quantity.
     *
     * @param name its name
     */
    protected TestQuantityContract(String name) {
        super(TestQuantity.class, name);
    }

    /** Returns the quantity under test: by default that of plugins with its name. */
    protected TestQuantity quantity() {
        return Optional.ofNullable(plugins().instances(TestQuantity.class).get(part()))
                .orElseThrow(
                        () -> new AssertionError("no module announces test quantity " + part()));
    }

    /** A quantity describes itself. */
    @Override
    final void thePartIsDescribed() {}

    /** A quantity has no settings. */
    @Override
    final void settingsSurviveAConfig(String text) {}

    /** The label fits into a sentence, as "mean of the values" does. */
    @Check("label")
    final void theLabelIsANounPhrase() {
        String label = quantity().label();
        assertThat(label).as("label").isNotBlank().hasLineCount(1).isEqualTo(label.strip());
        assertThat(label).as("label").doesNotEndWith(".");
    }

    /** Returns examples of all kinds: random ones, and some whose values are all equal. */
    private static List<Kind> kinds(RandomKey key) {
        List<Kind> kinds = new ArrayList<>();
        for (DataShape shape : List.of(IMAGE, VECTOR, NUMBER)) {
            for (ValueDomain domain : ValueDomain.values()) {
                if (domain != ValueDomain.TOKENS
                        && domain != ValueDomain.COLUMNS
                        && domain != ValueDomain.MODALITIES) {
                    kinds.add(
                            numbers(
                                    domain,
                                    shape,
                                    key.split(domain.name()).split(shape.toString())));
                }
            }
        }
        kinds.add(texts(key.split("texts")));
        return kinds;
    }

    private static Kind numbers(ValueDomain domain, DataShape shape, RandomKey key) {
        List<double[]> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            double[] x = key.fold(i).uniform(shape.size());
            double rate = (i + 1.0) / EXAMPLES;
            examples.add(Arrays.stream(x).map(u -> value(domain, u, rate)).toArray());
        }
        for (double level : new double[] {0, 1}) {
            double[] x = new double[shape.size()];
            Arrays.fill(x, level);
            examples.add(x);
        }
        return new Kind(domain, shape, examples);
    }

    private static double value(ValueDomain domain, double uniform, double rate) {
        return switch (domain) {
            case BINARY -> uniform < rate ? 1 : 0;
            case GREY_LEVELS -> Math.floor(255 * uniform * rate) / 255;
            case UNIT_INTERVAL -> uniform * rate;
            case REAL -> 1e3 * (uniform - rate);
            case COUNTS -> Math.floor(100 * uniform * rate);
            case COLUMNS, MODALITIES, TOKENS -> throw new IllegalArgumentException(domain.label());
        };
    }

    /** Texts of every length, NaN after the end. */
    private static Kind texts(RandomKey key) {
        List<double[]> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            double[] x = key.fold(i).uniform(TEXT.size());
            int length = i % (TEXT.size() + 1);
            Arrays.setAll(x, t -> t < length ? Math.floor(10 * x[t]) : Double.NaN);
            examples.add(x);
        }
        return new Kind(ValueDomain.TOKENS, TEXT, examples);
    }

    private Optional<String> obstacle(Kind kind) {
        TestQuantity quantity = quantity();
        return quantity.isOfTokens() == (kind.domain() == ValueDomain.TOKENS)
                ? quantity.obstacle(kind.domain(), kind.shape())
                : Optional.of("texts and numbers differ");
    }

    /**
     * Of each kind of data it is a finite number, or there is a reason; of some kind it is defined.
     */
    @Check("values")
    final void valuesAreFiniteOrThereIsAReason(RandomKey key) {
        Map<String, Boolean> varies = new LinkedHashMap<>();
        for (Kind kind : kinds(key)) {
            Optional<String> reason = obstacle(kind);
            if (reason.isPresent()) {
                assertThat(reason.get()).as("reason for " + kind).isNotBlank();
                continue;
            }
            double[] values = values(kind);
            assertFinite("values of " + kind, values);
            varies.put(kind.toString(), Arrays.stream(values).distinct().count() > 1);
        }
        assertThat(varies).as("kinds of data for which it is defined").isNotEmpty();
        assertThat(varies.values())
                .as("whether the values of different examples differ, for " + varies.keySet())
                .contains(true);
    }

    private double[] values(Kind kind) {
        TestQuantity quantity = quantity();
        return kind.examples().stream().mapToDouble(x -> quantity.of(x, kind.shape())).toArray();
    }

    /** The number depends on the example alone, and the example stays as it is. */
    @Check("repetition")
    final void equalExamplesGiveEqualNumbers(RandomKey key) {
        for (Kind kind : kinds(key)) {
            if (obstacle(kind).isPresent()) {
                continue;
            }
            List<double[]> before = kind.examples().stream().map(double[]::clone).toList();
            double[] once = values(kind);
            assertThat(values(kind)).as("values of " + kind + " once more").isEqualTo(once);
            assertThat(kind.examples())
                    .as("examples of " + kind)
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(before);
        }
    }

    /** The metric is a p-value, or says why there is none. */
    @Check("metric")
    final void theMetricIsAPValue(RandomKey key) {
        String metric = "predictive." + part();
        try (TensorRuntime runtime = open(DType.FLOAT32)) {
            MetricTrial trial =
                    MetricTrial.of(
                            runtime,
                            plugins(),
                            ConfiguredPart.of("toy-normal", "{latent: 2}"),
                            Metrics.of(plugins()),
                            key);
            MetricTrial.Outcome outcome = trial.measure(trial.data(), List.of(metric));
            Throwable failure = outcome.failures().get(metric);
            if (failure != null) {
                throw new AssertionError(metric + " throws " + failure, failure);
            }
            Estimate p = outcome.metrics().get(metric);
            if (p == null) {
                assertThat(outcome.absent().get(metric)).as("reason").isNotBlank();
            } else {
                assertThat(p.value()).as(metric).isBetween(0.0, 1.0);
            }
        }
    }
}
