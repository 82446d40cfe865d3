// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Buffer;

/** Writes down what moves elements. */
record TracedArrangement(ArrangementOperations real, Recording recording)
        implements ArrangementOperations {

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return recording.result(new Operation.Reshape(), real.reshape(Recording.real(a), shape), a);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return recording.result(
                new Operation.Permute(Arrays.stream(order).boxed().toList()),
                real.permute(Recording.real(a), order),
                a);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return recording.result(
                new Operation.BroadcastTo(), real.broadcastTo(Recording.real(a), shape), a);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return recording.result(
                new Operation.Slice(axis),
                new int[] {from, to},
                real.slice(Recording.real(a), axis, from, to),
                a);
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        return recording.result(
                new Operation.Pad(axis),
                new int[] {before, after},
                real.pad(Recording.real(a), axis, before, after),
                a);
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        return recording.result(
                new Operation.Concatenate(axis),
                real.concatenate(parts.stream().map(Recording::real).toList(), axis),
                parts.toArray(Buffer[]::new));
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        return recording.result(
                new Operation.Gather(axis),
                real.gather(Recording.real(a), axis, Recording.real(indices)),
                a,
                indices);
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        return recording.result(
                new Operation.Other("scatterAdd"),
                real.scatterAdd(Recording.real(a), axis, Recording.real(indices), extent),
                a,
                indices);
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        return recording.result(
                new Operation.OneHot(depth, dtype),
                real.oneHot(Recording.real(indices), depth, dtype),
                indices);
    }
}
