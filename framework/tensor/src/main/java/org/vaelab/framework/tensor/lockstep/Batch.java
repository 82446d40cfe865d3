// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Members whose programs are the same, while these are carried out as one. */
final class Batch {

    private final TensorBackend backend;
    private final Regions regions;
    private final int members;
    private final Object[] answers;

    Batch(TensorBackend backend, Regions regions, int members) {
        this.backend = backend;
        this.regions = regions;
        this.members = members;
        this.answers = new Object[members];
        Arrays.fill(answers, Program.Call.NOTHING);
    }

    TensorBackend backend() {
        return backend;
    }

    Regions regions() {
        return regions;
    }

    int members() {
        return members;
    }

    /** Makes a buffer of the open region a stack. */
    Stack inRegion(Buffer buffer) {
        return new Stack(backend, buffer, false);
    }

    /** Gives each member the values it has asked for. */
    void answer(int member, Object values) {
        answers[member] = values;
    }

    Object answer(int member) {
        return answers[member];
    }

    /** Returns a shape with the leading axis of members. */
    Shape with(Shape shape) {
        return shape.prepend(members);
    }

    /** Inserts axes of extent 1 after the leading one, so that members' arrays have a rank. */
    Buffer ofRank(Buffer a, int rank) {
        int missing = rank - (a.shape().rank() - 1);
        if (missing <= 0) {
            return a;
        }
        int[] ones = new int[missing];
        Arrays.fill(ones, 1);
        return backend.reshape(a, a.shape().from(1).prepend(ones).prepend(members));
    }

    static int rank(Buffer a) {
        return a.shape().rank() - 1;
    }

    /** Returns one number for each member, to broadcast with arrays of a rank. */
    Buffer column(Object[] numbers, DType dtype, int rank) {
        double[] values = new double[members];
        for (int m = 0; m < members; m++) {
            values[m] = (Double) numbers[m];
        }
        int[] extents = new int[rank + 1];
        Arrays.fill(extents, 1);
        extents[0] = members;
        return backend.create(values, Shape.of(extents), dtype);
    }

    /** Returns the number that all members give; null if they differ. */
    static @Nullable Double common(Object[] numbers) {
        for (Object number : numbers) {
            if (!number.equals(numbers[0])) {
                return null;
            }
        }
        return (Double) numbers[0];
    }

    Buffer of(Buffer a, int member) {
        Buffer slice = backend.slice(a, 0, member, member + 1);
        return backend.reshape(slice, a.shape().from(1));
    }

    interface One {
        Buffer of(int member);
    }

    /** Carries out on two arguments, for one member after another, what has no form for all at once. */
    Buffer each(Buffer[] pair, BinaryOperator<Buffer> operation) {
        return each(m -> operation.apply(of(pair[0], m), of(pair[1], m)));
    }

    /** Carries out for one member after another what has no form for all at once. */
    Buffer each(One operation) {
        if (members == 1) {
            Buffer only = operation.of(0);
            return backend.reshape(only, with(only.shape()));
        }
        Buffer[] results = new Buffer[members];
        for (int m = 0; m < members; m++) {
            Buffer result = operation.of(m);
            results[m] = backend.reshape(result, result.shape().prepend(1));
        }
        return backend.concatenate(Arrays.asList(results), 0);
    }
}
