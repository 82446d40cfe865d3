// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;

/** What metrics see of examples that have several modalities. */
final class Views {

    private Views() {}

    /**
     * Returns the modalities of the data of a model.
     *
     * @throws UndefinedMetricException if they have no several
     */
    static List<Modality> modalities(MetricContext subject) {
        List<Modality> modalities = subject.data().modalities();
        if (modalities.isEmpty()) {
            throw new UndefinedMetricException(
                    "the data have no several modalities, or some are hidden");
        }
        return modalities;
    }

    /** Returns the other modalities. */
    static List<Modality> others(List<Modality> all, Modality one) {
        return all.stream().filter(m -> !m.equals(one)).toList();
    }

    /**
     * Returns the labels that classifiers predict: the column {@code label}, or the only one.
     *
     * @throws UndefinedMetricException if there is none
     */
    static Labels.Column labels(Examples examples) {
        List<Labels.Column> columns = examples.labels().map(Labels::columns).orElse(List.of());
        return columns.stream()
                .filter(column -> columns.size() == 1 || column.name().equals("label"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UndefinedMetricException(
                                        "the data have no label column, or several and none is 'label'"));
    }

    /** Returns the rows of some examples with a known label that have some modalities. */
    static int[] labelled(Examples examples, Set<Modality> having, int most, int[] order) {
        Labels.Column labels = labels(examples);
        double[] row = new double[examples.width()];
        int[] found =
                Arrays.stream(order)
                        .filter(i -> labels.value(i) != Labels.UNKNOWN)
                        .filter(
                                i -> {
                                    examples.read(i, row, 0);
                                    return having.stream().allMatch(m -> m.isObserved(row));
                                })
                        .limit(most)
                        .toArray();
        if (found.length == 0) {
            throw new UndefinedMetricException("no example has a label and all modalities");
        }
        return found;
    }
}
