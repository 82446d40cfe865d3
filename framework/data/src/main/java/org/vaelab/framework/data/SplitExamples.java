// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalDouble;

/** Examples of which some values are given: the others are what is read. */
final class SplitExamples extends Examples {
    private final Examples whole;
    private final ValueSplit split;

    SplitExamples(Examples whole, ValueSplit split) {
        super(
                whole.size(),
                split.places().length,
                whole.domain(),
                whole.precision(),
                whole.labelsOrNull());
        this.whole = whole;
        this.split = split;
    }

    @Override
    public Examples whole() {
        return whole;
    }

    @Override
    public Optional<ValueSplit> split() {
        return Optional.of(split);
    }

    @Override
    int number(int index) {
        return whole.number(index);
    }

    @Override
    public OptionalDouble binWidth() {
        return whole.binWidth();
    }

    /** {@inheritDoc} Here of the values that are modelled. */
    @Override
    public Optional<Standardization> standardization() {
        return whole.standardization().map(all -> all.at(split.places()));
    }

    @Override
    public void read(int index, float[] target, int offset) {
        float[] all = new float[whole.width()];
        whole.read(index, all, 0);
        for (int j = 0; j < width(); j++) {
            target[offset + j] = all[split.places()[j]];
        }
    }

    @Override
    public void read(int index, double[] target, int offset) {
        double[] all = new double[whole.width()];
        whole.read(index, all, 0);
        for (int j = 0; j < width(); j++) {
            target[offset + j] = all[split.places()[j]];
        }
    }

    @Override
    public Examples in(ValuePrecision precision) {
        return new SplitExamples(whole.in(precision), split);
    }

    @Override
    public Examples withLabels(Labels labels) {
        return new SplitExamples(whole.withLabels(labels), split);
    }

    @Override
    Examples view(int[] rows, int[] numbers) {
        return new SplitExamples(whole.view(rows, numbers), split);
    }

    @Override
    void digest(int row, MessageDigest digest) {
        whole.digest(row, digest);
    }
}
