// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Examples of eight bytes a value. */
final class DoubleExamples extends Examples {
    private final double[] content;

    DoubleExamples(
            int size, int width, ValueDomain domain, double[] content, @Nullable Labels labels) {
        super(size, width, domain, ValuePrecision.DOUBLE, labels);
        this.content = content;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        Objects.checkIndex(index, size());
        Objects.checkFromIndexSize(offset, width(), target.length);
        int start = index * width();
        for (int j = 0; j < width(); j++) {
            target[offset + j] = (float) content[start + j];
        }
    }

    @Override
    public void read(int index, double[] target, int offset) {
        Objects.checkIndex(index, size());
        System.arraycopy(content, index * width(), target, offset, width());
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new DoubleExamples(size(), width(), domain(), content, labels);
    }

    @Override
    public Examples in(ValuePrecision precision) {
        if (precision == ValuePrecision.DOUBLE) {
            return this;
        }
        float[] rounded = new float[content.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) content[i];
        }
        return checked(width(), rounded, domain()).labelled(labelsOrNull());
    }

    @Override
    ExamplesView view(int[] rows, int[] numbers) {
        return new ExamplesView(this, rows, numbers);
    }

    /**
     * Uses the values in single precision, so that the checksum does not depend on the precision.
     */
    @Override
    void digest(int row, MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(width() * Float.BYTES);
        for (int j = 0; j < width(); j++) {
            bytes.putFloat((float) content[row * width() + j]);
        }
        digest.update(bytes.array());
    }
}
