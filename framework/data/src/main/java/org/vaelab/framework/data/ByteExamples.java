// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Examples of one byte a value: grey levels or bits. */
final class ByteExamples extends Examples {
    private static final float[] GREY = new float[256];
    private static final float[] BIT = new float[256];
    private static final double[] GREY_IN_DOUBLE = new double[256];

    static {
        for (int b = 0; b < GREY.length; b++) {
            GREY[b] = b / 255f;
            BIT[b] = b;
            GREY_IN_DOUBLE[b] = b / 255.0;
        }
    }

    private final byte[] content;
    private final float[] values;

    ByteExamples(
            int size,
            int width,
            ValueDomain domain,
            ValuePrecision precision,
            byte[] content,
            @Nullable Labels labels) {
        super(size, width, domain, precision, labels);
        this.content = content;
        this.values = domain == ValueDomain.BINARY ? BIT : GREY;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        Objects.checkIndex(index, size());
        Objects.checkFromIndexSize(offset, width(), target.length);
        int start = index * width();
        for (int j = 0; j < width(); j++) {
            target[offset + j] = values[content[start + j] & 0xff];
        }
    }

    @Override
    public void read(int index, double[] target, int offset) {
        Objects.checkIndex(index, size());
        Objects.checkFromIndexSize(offset, width(), target.length);
        boolean inDouble = precision() == ValuePrecision.DOUBLE;
        int start = index * width();
        for (int j = 0; j < width(); j++) {
            int b = content[start + j] & 0xff;
            target[offset + j] = inDouble ? GREY_IN_DOUBLE[b] : values[b];
        }
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new ByteExamples(size(), width(), domain(), precision(), content, labels);
    }

    @Override
    public Examples in(ValuePrecision precision) {
        return domain() == ValueDomain.BINARY
                ? this
                : new ByteExamples(size(), width(), domain(), precision, content, labelsOrNull());
    }

    @Override
    ExamplesView view(int[] rows, int[] numbers) {
        return new ExamplesView(this, rows, numbers);
    }

    @Override
    void digest(int row, MessageDigest digest) {
        digest.update(content, row * width(), width());
    }
}
