// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;

/** The choice of examples whose labels are known. */
record LabelChoice(Labels.Column column) {

    /**
     * Draws examples, equally many of each class that occurs; where that is not possible one more of
     * classes that are drawn too.
     *
     * @return of each example whether it is among them
     * @throws DataException if the count is below the number of classes, or a class has too few
     */
    boolean[] balanced(int count, RandomKey key) {
        int[] of = column.counts();
        int[] classes = IntStream.range(0, of.length).filter(k -> of[k] > 0).toArray();
        if (count < classes.length) {
            throw new DataException(
                    "labelled: "
                            + count
                            + " labels are fewer than the "
                            + classes.length
                            + " classes of '"
                            + column.name()
                            + "'; take at least one of each");
        }
        int[] order = key.split("classes").permutation(classes.length);
        boolean[] chosen = new boolean[column.size()];
        for (int place = 0; place < classes.length; place++) {
            int label = classes[order[place]];
            int wanted = count / classes.length + (place < count % classes.length ? 1 : 0);
            if (wanted > of[label]) {
                throw new DataException(
                        "labelled: "
                                + count
                                + " labels are "
                                + wanted
                                + " of each class of '"
                                + column.name()
                                + "', and '"
                                + column.valueNames().get(label)
                                + "' has "
                                + of[label]
                                + " training examples");
            }
            int[] rows =
                    IntStream.range(0, column.size())
                            .filter(row -> column.value(row) == label)
                            .toArray();
            int[] drawn = key.fold(label).permutation(rows.length);
            for (int i = 0; i < wanted; i++) {
                chosen[rows[drawn[i]]] = true;
            }
        }
        return chosen;
    }
}
