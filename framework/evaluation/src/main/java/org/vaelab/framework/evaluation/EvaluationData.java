// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
 * @param training makes the training examples on first use, and keeps them; empty if there are
 *     none. Not thread-safe
 * @param columns of what is modelled; empty if they have no names
 * @param modalities the blocks of values of which an example consists; empty if it is of one
 *     domain, or some are hidden
 * @param season the steps of a season of series; 0 if none is stated
 * @param hasMissing whether test examples have missing values, or the model was trained on data
 *     with such
 * @param distribution of the examples; empty if it is not known
 */
public record EvaluationData(
        Examples test,
        Supplier<Optional<Examples>> training,
        List<Column> columns,
        List<Modality> modalities,
        int season,
        boolean hasMissing,
        Optional<KnownDistribution> distribution) {

    /**
     * Returns the test examples of prepared data, and the training examples as evaluation would see
     * them.
     */
    public static EvaluationData of(PreparedData data) {
        return new EvaluationData(
                data.test(),
                once(() -> Optional.of(data.trainingView())),
                DataView.modelledColumns(data),
                data.form().modalities(),
                data.form().season(),
                data.hasMissing(),
                data.dataset()
                        .facts()
                        .distribution()
                        .filter(known -> known.isConditional() == data.split().isPresent()));
    }

    /** Returns test examples, and training examples that are made when they are asked for. */
    public static EvaluationData of(Examples test, Supplier<Examples> training) {
        return ofTest(test, once(() -> Optional.of(training.get())));
    }

    /** Returns test examples alone. */
    public static EvaluationData ofTest(Examples test) {
        return ofTest(test, Optional::empty);
    }

    private static EvaluationData ofTest(Examples test, Supplier<Optional<Examples>> training) {
        return new EvaluationData(
                test, training, List.of(), List.of(), 0, test.hasMissing(), Optional.empty());
    }

    private static Supplier<Optional<Examples>> once(Supplier<Optional<Examples>> source) {
        List<Optional<Examples>> made = new ArrayList<>();
        return () -> {
            if (made.isEmpty()) {
                made.add(source.get());
            }
            return made.get(0);
        };
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
                once(
                        () ->
                                training.get()
                                        .map(whole -> whole.select(Modality.observed(whole, all)))),
                columns,
                List.of(),
                season,
                hasMissing,
                distribution);
    }
}
