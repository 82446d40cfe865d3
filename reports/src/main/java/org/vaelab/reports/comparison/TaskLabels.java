// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Provenance;

/** Short labels of data sets, with as much detail as tells them apart. */
final class TaskLabels {

    private static final List<BiFunction<Observed, Provenance.Data, String>> DETAILS =
            List.of(
                    (observed, data) -> data.name(),
                    (observed, data) -> data.name() + " (" + data.binarization() + ")",
                    (observed, data) -> data.name() + " (" + data.shape() + ")",
                    (observed, data) -> data.name() + " (" + observed.values() + ")",
                    (observed, data) -> data.name() + " (" + observed.shortened() + ")",
                    (observed, data) -> observed.toString());

    private TaskLabels() {}

    static Map<Observed, String> of(Map<Observed, Map<String, Measured>> cells) {
        Map<Observed, String> labels = new LinkedHashMap<>();
        for (BiFunction<Observed, Provenance.Data, String> detail : DETAILS) {
            Map<String, Long> times = times(labels);
            cells.forEach(
                    (task, byMethod) -> {
                        String label = labels.get(task);
                        if (label == null || times.getOrDefault(label, 1L) > 1) {
                            labels.put(task, detail.apply(task, data(byMethod)));
                        }
                    });
        }
        return labels;
    }

    private static Map<String, Long> times(Map<Observed, String> labels) {
        return labels.values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Provenance.Data data(Map<String, Measured> byMethod) {
        return byMethod.values().iterator().next().model().completed().get(0).provenance().data();
    }
}
