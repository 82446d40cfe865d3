// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;

/**
 * The examples of an evaluation. Everything is measured on the test examples. A metric may fit
 * something to the training examples and judge it on the test examples.
 *
 * <p>The training examples are made on first use, and kept. Not thread-safe.
 */
public final class EvaluationData {

    private final Examples test;
    private final @Nullable Supplier<Examples> source;
    private @Nullable Examples training;

    private EvaluationData(Examples test, @Nullable Supplier<Examples> source) {
        this.test = test;
        this.source = source;
    }

    /** Returns the test examples of prepared data, and the training examples as evaluation would see them. */
    public static EvaluationData of(PreparedData data) {
        return new EvaluationData(data.test(), data::trainingView);
    }

    /** Returns test examples, and training examples that are made when they are asked for. */
    public static EvaluationData of(Examples test, Supplier<Examples> training) {
        return new EvaluationData(test, training);
    }

    /** Returns test examples alone. */
    public static EvaluationData ofTest(Examples test) {
        return new EvaluationData(test, null);
    }

    public Examples test() {
        return test;
    }

    public Optional<Examples> training() {
        if (training == null && source != null) {
            training = source.get();
        }
        return Optional.ofNullable(training);
    }
}
