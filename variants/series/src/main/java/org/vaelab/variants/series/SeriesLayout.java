// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * How the numbers of an example lie in steps: D at each of T steps, step by step. A missing number
 * is NaN. A series ends with its last step that has an observed number.
 *
 * @param steps T
 * @param width D
 */
record SeriesLayout(int steps, int width) {

    /**
     * Returns the layout of examples.
     *
     * @param shape of an example: T rows, if steps are not set
     * @param steps T; null: the rows
     * @param part the name of the part that needs it, for messages
     * @throws IllegalArgumentException if the numbers do not divide among the steps, or there is
     *     one step
     */
    static SeriesLayout of(DataShape shape, @Nullable Integer steps, String part) {
        int found = steps == null ? shape.height() : steps;
        if (found < 2 || shape.size() % found != 0) {
            throw new IllegalArgumentException(
                    ("%s needs series of two steps at least; an example has %s numbers in %s"
                                    + " steps\n"
                                    + "use a source of series, such as series, or set steps to a divisor of"
                                    + " %s")
                            .formatted(part, shape.size(), found, shape.size()));
        }
        if (steps == null && shape.channels() > 1) {
            throw new IllegalArgumentException(
                    "%s needs series of shape 1xTxD, and the data have shape %s; set steps"
                            .formatted(part, shape));
        }
        return new SeriesLayout(found, shape.size() / found);
    }

    /**
     * Returns the layout of examples whose numbers have a Normal density.
     *
     * @param steps T; null: the rows of an example
     * @param part the name of the part that needs it, for messages
     * @throws IllegalArgumentException as {@link #of(DataShape, Integer, String)}, or if they have
     *     no density
     */
    static SeriesLayout ofDensity(PartContext context, @Nullable Integer steps, String part) {
        ValueDomain domain = context.data().domain();
        if (!new Gaussian(new Gaussian.Given()).domains().contains(domain)) {
            throw new IllegalArgumentException(
                    "%s has no density for data of domain '%s', only for real values"
                            .formatted(part, domain.label()));
        }
        SeriesLayout layout = of(context.shape(), steps, part);
        requireSeries(context, steps, part);
        return layout;
    }

    /** Refuses data that have the shape of series alone: the model could not forecast. */
    static void requireSeries(PartContext context, @Nullable Integer steps, String part) {
        if (steps == null && !context.data().form().isSeries()) {
            throw new IllegalArgumentException(
                    ("%s needs series, and the data of shape %s are none\n"
                                    + "use a source of series, such as series; in Java Rows.series(steps, names);"
                                    + " or set steps")
                            .formatted(part, context.shape()));
        }
    }

    /** Checks a number of steps that a config sets. */
    static void requireSteps(@Nullable Integer steps) {
        if (steps != null) {
            Counts.atLeastOne("steps", steps);
        }
    }

    /** Returns U, the known inputs of a step; 0 without any. */
    int inputs(PartContext context) {
        return context.data()
                .split()
                .flatMap(all -> all.find(ValueSplit.INPUTS))
                .map(part -> part.width() / steps)
                .orElse(0);
    }

    int size() {
        return steps * width;
    }

    /** Returns values [..., T D] step by step, [..., T, D]. */
    Tensor steps(Tensor x) {
        return x.reshape(x.shape().range(0, -1).append(steps, width));
    }

    /** Returns 1 where a number is observed and 0 where it is missing, [B, T, D], float64. */
    Tensor observed(Tensor x) {
        // NaN is not equal to itself.
        return steps(x.eq(x).cast(DType.FLOAT64));
    }

    /** Returns the numbers with 0 in the place of missing ones, [B, T, D], float64. */
    Tensor filled(Tensor x) {
        Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
        return steps(x.where(x.eq(x), zero).cast(DType.FLOAT64));
    }
}
