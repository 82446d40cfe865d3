// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
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
    private final Optional<KnownDistribution> distribution;
    private @Nullable Examples training;

    private EvaluationData(
            Examples test,
            @Nullable Supplier<Examples> source,
            Optional<KnownDistribution> distribution) {
        this.test = test;
        this.source = source;
        this.distribution = distribution;
    }

    /** Returns the test examples of prepared data, and the training examples as evaluation would see them. */
    public static EvaluationData of(PreparedData data) {
        return new EvaluationData(
                data.test(),
                data::trainingView,
                data.dataset()
                        .facts()
                        .distribution()
                        .filter(known -> known.isConditional() == data.split().isPresent()));
    }

    /** Returns test examples, and training examples that are made when they are asked for. */
    public static EvaluationData of(Examples test, Supplier<Examples> training) {
        return new EvaluationData(test, training, Optional.empty());
    }

    /** Returns test examples alone. */
    public static EvaluationData ofTest(Examples test) {
        return new EvaluationData(test, null, Optional.empty());
    }

    public Examples test() {
        return test;
    }

    /** Returns the distribution of the examples; empty if it is not known. */
    public Optional<KnownDistribution> distribution() {
        return distribution;
    }

    public Optional<Examples> training() {
        if (training == null && source != null) {
            training = source.get();
        }
        return Optional.ofNullable(training);
    }
}
