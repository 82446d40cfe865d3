// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Buffer;

/** Operations that move elements and compute nothing. */
record TorchArrangement(TorchMemory memory) implements ArrangementOperations {

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return memory.fill(value, shape, dtype);
    }

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return memory.rowMajor(a).reshaped(shape);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return ((TorchBuffer) a).permuted(order);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return ((TorchBuffer) a).broadcastTo(shape);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return ((TorchBuffer) a).sliced(axis, from, to);
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        int extent = a.shape().extent(axis);
        TorchBuffer result =
                memory.allocate(a.shape().with(axis, before + extent + after), a.dtype());
        result.tensor().zero_();
        TorchBuffer inner = result.sliced(axis, before, before + extent);
        inner.tensor().copy_(((TorchBuffer) a).tensor());
        return result;
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        int extent = 0;
        for (Buffer part : parts) {
            extent += part.shape().extent(axis);
        }
        Buffer first = parts.get(0);
        TorchBuffer result = memory.allocate(first.shape().with(axis, extent), first.dtype());
        try (TensorVector tensors = new TensorVector(parts.size())) {
            for (int i = 0; i < parts.size(); i++) {
                tensors.put(i, ((TorchBuffer) parts.get(i)).tensor());
            }
            torch.cat_out(result.tensor(), tensors, axis);
        }
        return result;
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        Shape shape = a.shape().with(axis, indices.shape().size());
        TorchBuffer result = memory.allocate(shape, a.dtype());
        Tensor chosen = ((TorchBuffer) indices).tensor();
        torch.index_select_out(result.tensor(), ((TorchBuffer) a).tensor(), axis, chosen);
        return result;
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        TorchBuffer result = memory.allocate(a.shape().with(axis, extent), a.dtype());
        Tensor sums = result.tensor();
        sums.zero_();
        sums.index_add_(axis, ((TorchBuffer) indices).tensor(), ((TorchBuffer) a).tensor());
        return result;
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        TorchBuffer result = memory.allocate(indices.shape().append(depth), dtype);
        // Compared as floating-point numbers, in a third of the time; up to 2^24 they are exact.
        DType compared = depth <= 1 << 24 ? dtype : DType.FLOAT64;
        Tensor categories = memory.allocate(Shape.of(depth), compared).tensor();
        try (Scalar end = new Scalar((long) depth)) {
            torch.arange_out(categories, end);
        }
        TorchBuffer column = memory.allocate(indices.shape().append(1), compared);
        Shape shape = column.shape();
        column.tensor().copy_(memory.rowMajor(indices).reshaped(shape).tensor());
        torch.eq_out(result.tensor(), column.tensor(), categories);
        return result;
    }
}
