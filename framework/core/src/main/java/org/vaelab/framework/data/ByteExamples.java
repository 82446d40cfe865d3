// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Examples of one byte a value: grey levels or bits. */
final class ByteExamples extends Examples {
    private static final float[] GREY = valuesOf(255f);
    private static final float[] BIT = valuesOf(1f);

    private final byte[] content;
    private final float[] values;

    ByteExamples(int size, int width, ValueDomain domain, byte[] content, @Nullable Labels labels) {
        super(size, width, domain, labels);
        this.content = content;
        this.values = domain == ValueDomain.BINARY ? BIT : GREY;
    }

    private static float[] valuesOf(float divisor) {
        float[] values = new float[256];
        for (int b = 0; b < values.length; b++) {
            values[b] = b / divisor;
        }
        return values;
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
    public Examples withLabels(Labels labels) {
        return new ByteExamples(size(), width(), domain(), content, labels);
    }

    @Override
    Examples view(int[] rows) {
        return new ExamplesView(this, rows);
    }

    @Override
    void digest(int row, MessageDigest digest) {
        digest.update(content, row * width(), width());
    }
}
