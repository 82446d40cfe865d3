// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Some rows of a stored table, by index; each has a number of its own. */
final class ExamplesView extends Examples {
    private final Examples stored;
    private final int[] rows;
    private final int[] numbers;

    ExamplesView(Examples stored, int[] rows, int[] numbers) {
        this(
                stored,
                rows,
                numbers,
                stored.labels().map(labels -> labels.select(rows)).orElse(null));
    }

    private ExamplesView(Examples stored, int[] rows, int[] numbers, @Nullable Labels labels) {
        super(rows.length, stored.width(), stored.domain(), stored.precision(), labels);
        this.stored = stored;
        this.rows = rows;
        this.numbers = numbers;
    }

    @Override
    int number(int index) {
        return numbers[index];
    }

    @Override
    public OptionalDouble binWidth() {
        return stored.binWidth();
    }

    @Override
    public Optional<Standardization> standardization() {
        return stored.standardization();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        stored.read(rows[index], target, offset);
    }

    @Override
    public void read(int index, double[] target, int offset) {
        stored.read(rows[index], target, offset);
    }

    @Override
    public Examples in(ValuePrecision precision) {
        return new ExamplesView(stored.in(precision), rows, numbers, labelsOrNull());
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new ExamplesView(stored, rows, numbers, labels);
    }

    @Override
    ExamplesView view(int[] selected, int[] others) {
        int[] composed = new int[selected.length];
        for (int i = 0; i < selected.length; i++) {
            composed[i] = rows[selected[i]];
        }
        @Nullable Labels labels = labelsOrNull();
        return new ExamplesView(
                stored, composed, others, labels == null ? null : labels.select(selected));
    }

    @Override
    void digest(int row, MessageDigest digest) {
        stored.digest(rows[row], digest);
    }
}
