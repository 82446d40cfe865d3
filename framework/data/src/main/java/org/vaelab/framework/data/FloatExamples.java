// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Examples of four bytes a value. */
final class FloatExamples extends Examples {
    private final float[] content;
    private final OptionalDouble binWidth;

    FloatExamples(
            int size, int width, ValueDomain domain, float[] content, @Nullable Labels labels) {
        this(size, width, domain, content, OptionalDouble.empty(), labels);
    }

    private FloatExamples(
            int size,
            int width,
            ValueDomain domain,
            float[] content,
            OptionalDouble binWidth,
            @Nullable Labels labels) {
        super(size, width, domain, ValuePrecision.SINGLE, labels);
        this.content = content;
        this.binWidth = binWidth;
    }

    /** These examples, said to be spread over bins. */
    FloatExamples ofBins(double width) {
        return new FloatExamples(
                size(), width(), domain(), content, OptionalDouble.of(width), labelsOrNull());
    }

    @Override
    public OptionalDouble binWidth() {
        return binWidth;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        Objects.checkIndex(index, size());
        System.arraycopy(content, index * width(), target, offset, width());
    }

    @Override
    public void read(int index, double[] target, int offset) {
        Objects.checkIndex(index, size());
        Objects.checkFromIndexSize(offset, width(), target.length);
        int start = index * width();
        for (int j = 0; j < width(); j++) {
            target[offset + j] = content[start + j];
        }
    }

    /** {@inheritDoc} Here all values are exact in single precision, in which batches hold them. */
    @Override
    public Examples in(ValuePrecision precision) {
        return this;
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new FloatExamples(size(), width(), domain(), content, binWidth, labels);
    }

    @Override
    ExamplesView view(int[] rows, int[] numbers) {
        return new ExamplesView(this, rows, numbers);
    }

    @Override
    void digest(int row, MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(width() * Float.BYTES);
        bytes.asFloatBuffer().put(content, row * width(), width());
        digest.update(bytes.array());
    }
}
