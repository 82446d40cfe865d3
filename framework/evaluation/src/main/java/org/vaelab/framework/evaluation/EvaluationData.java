// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
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
    private final boolean hasMissing;
    private @Nullable Examples training;

    private EvaluationData(
            Examples test,
            @Nullable Supplier<Examples> source,
            List<Column> columns,
            boolean hasMissing,
            Optional<KnownDistribution> distribution) {
        this.test = test;
        this.source = source;
        this.columns = columns;
        this.hasMissing = hasMissing;
        this.distribution = distribution;
    }

    /** Returns the test examples of prepared data, and the training examples as evaluation would see them. */
    public static EvaluationData of(PreparedData data) {
        return new EvaluationData(
                data.test(),
                data::trainingView,
                DataView.modelledColumns(data),
                data.hasMissing(),
                data.dataset()
                        .facts()
                        .distribution()
                        .filter(known -> known.isConditional() == data.split().isPresent()));
    }

    /** Returns test examples, and training examples that are made when they are asked for. */
    public static EvaluationData of(Examples test, Supplier<Examples> training) {
        return new EvaluationData(test, training, List.of(), false, Optional.empty());
    }

    /** Returns test examples alone. */
    public static EvaluationData ofTest(Examples test) {
        return new EvaluationData(test, null, List.of(), false, Optional.empty());
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

    /** Returns whether the model was trained on data with missing values. */
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
