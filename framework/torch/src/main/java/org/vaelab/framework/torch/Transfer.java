// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;

/** Copies between Java arrays and tensors, on the processor in one step, elsewhere through it. */
final class Transfer {

    /** Beyond it, an array is not worth keeping. */
    private static final int SMALL = 1 << 16;

    private final boolean onProcessor;
    private final MemoryFormatOptional anyFormat = new MemoryFormatOptional();
    private float[] between = {};

    /**
     * Creates the copies.
     *
     * @param onProcessor whether tensors lie in memory that Java can reach
     */
    Transfer(boolean onProcessor) {
        this.onProcessor = onProcessor;
    }

    private interface Copy {
        /** Copies from or to a row-major tensor in the processor's memory. */
        void between(Tensor reachable);
    }

    private void into(TorchBuffer target, Copy copy) {
        if (target.shape().size() == 0) {
            return;
        }
        if (onProcessor) {
            copy.between(target.tensor());
            return;
        }
        // Pinned memory, from which the device copies when it comes to it; libtorch keeps it until
        // then.
        try (TensorOptions near = new TensorOptions(target.tensor().scalar_type());
                BoolOptional yes = new BoolOptional(true);
                TensorOptions pinned = near.pinned_memory(yes);
                Tensor staged =
                        torch.empty(
                                NativeTensor.longs(target.shape().toArray()), pinned, anyFormat)) {
            copy.between(staged);
            target.tensor().copy_(staged, true);
        }
    }

    private void from(TorchBuffer source, Copy copy) {
        if (source.shape().size() == 0) {
            return;
        }
        if (onProcessor && source.isRowMajor()) {
            copy.between(source.tensor());
            return;
        }
        try (Tensor near = source.tensor().cpu();
                Tensor staged = near.contiguous()) {
            copy.between(staged);
        }
    }

    /** Overwrites a floating-point buffer that was just allocated. */
    void write(float[] values, int offset, TorchBuffer target) {
        int size = target.shape().size();
        if (target.dtype() == DType.FLOAT64) {
            double[] wide = new double[size];
            for (int i = 0; i < size; i++) {
                wide[i] = values[offset + i];
            }
            write(wide, target);
            return;
        }
        into(
                target,
                tensor -> {
                    try (FloatPointer memory = tensor.data_ptr_float()) {
                        memory.put(values, offset, size);
                    }
                });
    }

    /** Overwrites a floating-point buffer that was just allocated. */
    void write(double[] values, TorchBuffer target) {
        int size = target.shape().size();
        if (target.dtype() == DType.FLOAT32) {
            float[] narrow = floats(size);
            for (int i = 0; i < size; i++) {
                narrow[i] = (float) values[i];
            }
            write(narrow, 0, target);
            return;
        }
        into(
                target,
                tensor -> {
                    try (DoublePointer memory = tensor.data_ptr_double()) {
                        memory.put(values, 0, size);
                    }
                });
    }

    /** Overwrites an INT32 buffer that was just allocated. */
    void write(int[] values, TorchBuffer target) {
        into(
                target,
                tensor -> {
                    try (IntPointer memory = tensor.data_ptr_int()) {
                        memory.put(values, 0, target.shape().size());
                    }
                });
    }

    float[] readFloats(TorchBuffer source) {
        float[] values = new float[source.shape().size()];
        if (source.dtype() != DType.FLOAT32) {
            double[] doubles = readDoubles(source);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles[i];
            }
            return values;
        }
        readFloats(source, values);
        return values;
    }

    private void readFloats(TorchBuffer source, float[] values) {
        from(
                source,
                tensor -> {
                    try (FloatPointer memory = tensor.data_ptr_float()) {
                        memory.get(values, 0, source.shape().size());
                    }
                });
    }

    /** Returns an array for numbers on their way between the two precisions. */
    private float[] floats(int size) {
        if (size > SMALL) {
            return new float[size];
        }
        if (between.length < size) {
            between = new float[size];
        }
        return between;
    }

    double[] readDoubles(TorchBuffer source) {
        double[] values = new double[source.shape().size()];
        switch (source.dtype()) {
            case FLOAT64 ->
                    from(
                            source,
                            tensor -> {
                                try (DoublePointer memory = tensor.data_ptr_double()) {
                                    memory.get(values, 0, values.length);
                                }
                            });
            case FLOAT32 -> {
                float[] floats = floats(values.length);
                readFloats(source, floats);
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats[i];
                }
            }
            case INT32 -> {
                int[] ints = readInts(source);
                for (int i = 0; i < values.length; i++) {
                    values[i] = ints[i];
                }
            }
        }
        return values;
    }

    int[] readInts(TorchBuffer source) {
        int[] values = new int[source.shape().size()];
        from(
                source,
                tensor -> {
                    try (IntPointer memory = tensor.data_ptr_int()) {
                        memory.get(values, 0, values.length);
                    }
                });
        return values;
    }
}
