// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.network.DataView;

/**
 * The examples of an evaluation. Everything is measured on the test examples. A metric may fit
 * something to the training examples and judge it on the test examples.
 *
 * <p>The training examples are made on first use, and kept. Not thread-safe.
 */
public final class EvaluationData {

    private final Examples test;
    private final @Nullable Supplier<Examples> source;
    private final Optional<KnownDistribution> distribution;
    private final List<Column> columns;
    private final List<Modality> modalities;
    private final boolean hasMissing;
    private @Nullable Examples training;

    private EvaluationData(
            Examples test,
            @Nullable Supplier<Examples> source,
            List<Column> columns,
            List<Modality> modalities,
            boolean hasMissing,
            Optional<KnownDistribution> distribution) {
        this.test = test;
        this.source = source;
        this.columns = columns;
        this.modalities = modalities;
        this.hasMissing = hasMissing;
        this.distribution = distribution;
    }

    /** Returns the test examples of prepared data, and the training examples as evaluation would see them. */
    public static EvaluationData of(PreparedData data) {
        return new EvaluationData(
                data.test(),
                data::trainingView,
                DataView.modelledColumns(data),
                data.modalities(),
                data.hasMissing(),
                data.dataset()
                        .facts()
                        .distribution()
                        .filter(known -> known.isConditional() == data.split().isPresent()));
    }

    /** Returns test examples, and training examples that are made when they are asked for. */
    public static EvaluationData of(Examples test, Supplier<Examples> training) {
        return new EvaluationData(
                test, training, List.of(), List.of(), test.hasMissing(), Optional.empty());
    }

    /** Returns test examples alone. */
    public static EvaluationData ofTest(Examples test) {
        return new EvaluationData(
                test, null, List.of(), List.of(), test.hasMissing(), Optional.empty());
    }

    public Examples test() {
        return test;
    }

    /** Returns the distribution of the examples; empty if it is not known. */
    public Optional<KnownDistribution> distribution() {
        return distribution;
    }

    /** Returns the columns of what is modelled; empty if they have no names. */
    public List<Column> columns() {
        return columns;
    }

    /**
     * Returns the blocks of values of which an example consists; empty if it is of one domain, or some are
     * hidden.
     */
    public List<Modality> modalities() {
        return modalities;
    }

    /**
     * Returns the examples that have all of some modalities, of which the others are to be hidden.
     *
     * @throws UndefinedMetricException if no test example has
     */
    EvaluationData having(List<Modality> all) {
        int[] rows = Modality.observed(test, all);
        UndefinedMetricException.throwIf(rows.length == 0, "no test example has these modalities");
        return new EvaluationData(
                test.select(rows),
                source == null
                        ? null
                        : () -> {
                            Examples whole = training().orElseThrow();
                            return whole.select(Modality.observed(whole, all));
                        },
                columns,
                List.of(),
                hasMissing,
                distribution);
    }

    /** Returns whether test examples have missing values, or the model was trained on data with such. */
    public boolean hasMissing() {
        return hasMissing;
    }

    public Optional<Examples> training() {
        if (training == null && source != null) {
            training = source.get();
        }
        return Optional.ofNullable(training);
    }
}
