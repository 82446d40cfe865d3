// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.record.EstimateKind;

/**
 * A number of each of some test examples.
 *
 * @param rows their indices, ascending
 * @param values as long as {@code rows}
 * @param areCounts whether they are whole numbers, which a table writes without a decimal point
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record PerExample(int[] rows, double[] values, boolean areCounts) {

    /** Numbers that need not be whole. */
    public PerExample(int[] rows, double[] values) {
        this(rows, values, false);
    }

    /** Returns whole numbers. */
    public static PerExample counts(int[] rows, int[] values) {
        return new PerExample(rows, Arrays.stream(values).asDoubleStream().toArray(), true);
    }

    /** Returns numbers of all examples, in order. */
    public static PerExample ofAll(double[] values) {
        return new PerExample(IntStream.range(0, values.length).toArray(), values);
    }

    /** Returns the number of a test example; empty if it has none. */
    public OptionalDouble of(int example) {
        int place = Arrays.binarySearch(rows, example);
        return place < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[place]);
    }

    /** Returns the numbers of those test examples that are chosen. */
    public PerExample only(boolean[] chosen) {
        int[] places = IntStream.range(0, rows.length).filter(i -> chosen[rows[i]]).toArray();
        return new PerExample(
                Arrays.stream(places).map(i -> rows[i]).toArray(),
                Arrays.stream(places).mapToDouble(i -> values[i]).toArray());
    }

    /**
     * Returns what is computed from these numbers, which is known of some of the examples too.
     *
     * @param measure from at least one example
     */
    public Measured measured(Function<PerExample, Measured> measure) {
        return measure.apply(this)
                .of(
                        chosen ->
                                Optional.of(only(chosen))
                                        .filter(some -> some.rows.length > 0)
                                        .map(measure));
    }

    /** Returns the mean of these numbers in nats, which is known of some of the examples too. */
    public Measured mean(EstimateKind kind, long samples) {
        return measured(some -> Measured.mean(some.values, "nats", kind, samples));
    }

    /** Returns the differences on the examples that both have. */
    public PerExample minus(PerExample other) {
        int[] shared =
                IntStream.range(0, rows.length)
                        .filter(i -> other.of(rows[i]).isPresent())
                        .toArray();
        return new PerExample(
                Arrays.stream(shared).map(i -> rows[i]).toArray(),
                Arrays.stream(shared)
                        .mapToDouble(i -> values[i] - other.of(rows[i]).getAsDouble())
                        .toArray());
    }
}
