// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** Functions that fold axes, and functions along one. A part of {@link TensorBackend}. */
public interface ReductionOperations {

    /** Folds the axes; with {@code keepAxes} they stay with extent 1. */
    Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes);

    /** Returns e^x / sum e^x along an axis, with the largest element taken out first. */
    Buffer softmax(Buffer a, int axis);

    /** Returns x - ln sum e^x along an axis. */
    Buffer logSoftmax(Buffer a, int axis);

    /** Returns the index of the first largest element along an axis, which is dropped; INT32. */
    Buffer argMax(Buffer a, int axis);

    /**
     * Returns, row by row of a matrix that is not empty, the positions of the elements in ascending
     * order: NaN last, equal ones in their order.
     *
     * @return INT32 [rows x columns], positions in the row-major elements of the matrix
     */
    Buffer sortOrder(Buffer matrix);
}
