// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Some rows of a stored table, by index. */
final class ExamplesView extends Examples {
    private final Examples stored;
    private final int[] rows;

    ExamplesView(Examples stored, int[] rows) {
        this(stored, rows, stored.labels().map(labels -> labels.select(rows)).orElse(null));
    }

    private ExamplesView(Examples stored, int[] rows, @Nullable Labels labels) {
        super(rows.length, stored.width(), stored.domain(), labels);
        this.stored = stored;
        this.rows = rows;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        stored.read(rows[index], target, offset);
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new ExamplesView(stored, rows, labels);
    }

    @Override
    Examples view(int[] selected) {
        int[] composed = new int[selected.length];
        for (int i = 0; i < selected.length; i++) {
            composed[i] = rows[selected[i]];
        }
        @Nullable Labels labels = labelsOrNull();
        return new ExamplesView(stored, composed, labels == null ? null : labels.select(selected));
    }

    @Override
    void digest(int row, MessageDigest digest) {
        stored.digest(rows[row], digest);
    }
}
