// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.stream.Stream;

/** Checks what a comparison needs of data as loaded, whatever source they are from. */
record PlannedData(Dataset data) {

    /**
     * Checks that the test examples are not the training examples, in any order, and that some
     * labels are known.
     *
     * @throws DataException otherwise
     */
    void check() {
        if (areRepeated(0, data.train().whole().width())) {
            throw repeated("", "test");
        }
        for (Modality modality : data.facts().form().modalities()) {
            // Of one value, such as a class, both may have the same in order.
            if (modality.width() > 1 && areRepeated(modality.from(), modality.to())) {
                throw repeated(
                        " of part '" + modality.name() + "'", "parts." + modality.name() + ".test");
            }
        }
        data.train().labels().ifPresent(labels -> labels.names().forEach(this::requireKnown));
    }

    private DataException repeated(String part, String key) {
        return DataException.of(
                        "the %s test examples%s are the %1$s training examples: a score on them says nothing"
                                + " about new data\nname a file of other examples in test; or leave test out,"
                                + " and some are held out (testFraction)",
                        data.test().size(), part)
                .at(key);
    }

    /**
     * Whether some values of the test examples are those of the training examples, unless these are
     * several that are all alike.
     */
    private boolean areRepeated(int from, int to) {
        if (data.train().size() != data.test().size()) {
            return false;
        }
        long[] train = hashes(data.train().whole(), from, to);
        long[] test = hashes(data.test().whole(), from, to);
        boolean inOrder = Arrays.equals(train, test);
        Arrays.sort(train);
        Arrays.sort(test);
        long distinct = Arrays.stream(train).distinct().count();
        // Few values may be equally frequent in both by chance.
        return inOrder
                ? distinct > 1 || train.length == 1
                : 2 * distinct > train.length && Arrays.equals(train, test);
    }

    private static long[] hashes(Examples examples, int from, int to) {
        long[] hashes = new long[examples.size()];
        double[] row = new double[examples.width()];
        for (int i = 0; i < hashes.length; i++) {
            examples.read(i, row, 0);
            hashes[i] = ContentHash.of(to - from, j -> row[from + j]);
        }
        return hashes;
    }

    private void requireKnown(String label) {
        boolean isKnown =
                Stream.concat(Stream.of(data.train(), data.test()), data.validation().stream())
                        .map(examples -> examples.label(label))
                        .anyMatch(column -> Arrays.stream(column.counts()).sum() > 0);
        if (!isKnown) {
            throw DataException.of(
                            "%s: no example has a value of label '%s'\nname a column that has some, or leave the label out",
                            data.provenance(), label)
                    .at("label");
        }
    }
}
