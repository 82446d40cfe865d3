// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.tensor.Shape;

/**
 * The extents of a layer's kernels.
 *
 * @param inputs channels that go in
 * @param outputs channels that come out
 * @param extent rows, and columns, of a kernel
 */
record Kernels(int inputs, int outputs, int extent) {

    /** Returns the padding with which stride 2 halves an even extent, and stride 1 keeps one. */
    int padding() {
        return (extent - 1) / 2;
    }

    /** Returns the shape of all kernels, [first, second, k, k]. */
    Shape shape(int first, int second) {
        return Shape.of(first, second, extent, extent);
    }

    /** Returns how many numbers a kernel covers in the channels given. */
    int numbers(int channels) {
        return numbers(channels, 1);
    }

    /** Returns how many numbers a kernel covers of which only every stride-th is there, rounded up. */
    int numbers(int channels, int stride) {
        int everyOne = Math.multiplyExact(channels, Math.multiplyExact(extent, extent));
        return (everyOne + stride * stride - 1) / (stride * stride);
    }
}
