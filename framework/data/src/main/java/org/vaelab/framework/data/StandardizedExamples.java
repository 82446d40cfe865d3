// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Examples whose values are standardised as they are read: in double precision, before they are rounded
 * to that of a batch.
 */
final class StandardizedExamples extends Examples {
    private final Examples original;
    private final Standardization standardization;

    /**
     * Standardises examples.
     *
     * @param precision in which batches hold the values
     * @throws DataException if a value is not finite in that precision
     */
    static StandardizedExamples of(
            Examples original, Standardization standardization, ValuePrecision precision) {
        StandardizedExamples examples =
                new StandardizedExamples(
                        original, standardization, precision, original.labelsOrNull());
        examples.requireFinite();
        return examples;
    }

    private StandardizedExamples(
            Examples original,
            Standardization standardization,
            ValuePrecision precision,
            @Nullable Labels labels) {
        super(original.size(), original.width(), original.domain(), precision, labels);
        this.original = original;
        this.standardization = standardization;
    }

    private void requireFinite() {
        if (standardization.width() != width()) {
            throw new DataException(
                    "standardize: examples of "
                            + width()
                            + " values, and statistics of "
                            + standardization.width());
        }
        double[] row = new double[width()];
        for (int i = 0; i < size(); i++) {
            original.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!Float.isFinite((float) standardization.apply(j, row[j]))) {
                    throw new DataException(
                            "standardize: example "
                                    + i
                                    + ", value "
                                    + j
                                    + ": "
                                    + row[j]
                                    + " is too far from the mean "
                                    + standardization.mean()[j]
                                    + " of the training data");
                }
            }
        }
    }

    @Override
    int number(int index) {
        return original.number(index);
    }

    @Override
    public Optional<Standardization> standardization() {
        return Optional.of(standardization);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        double[] row = new double[width()];
        read(index, row, 0);
        for (int j = 0; j < row.length; j++) {
            target[offset + j] = (float) row[j];
        }
    }

    @Override
    public void read(int index, double[] target, int offset) {
        original.read(index, target, offset);
        for (int j = 0; j < width(); j++) {
            target[offset + j] = standardization.apply(j, target[offset + j]);
        }
    }

    @Override
    public Examples in(ValuePrecision precision) {
        return new StandardizedExamples(original, standardization, precision, labelsOrNull());
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new StandardizedExamples(original, standardization, precision(), labels);
    }

    @Override
    ExamplesView view(int[] rows, int[] numbers) {
        return new ExamplesView(this, rows, numbers);
    }

    /** Uses the original values. */
    @Override
    void digest(int row, MessageDigest digest) {
        original.digest(row, digest);
    }
}
