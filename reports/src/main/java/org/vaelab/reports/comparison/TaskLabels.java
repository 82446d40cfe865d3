// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.text.PathText;

/** Short labels of data sets, with as much detail as tells them apart. */
final class TaskLabels {

    /** The name of the data with more in brackets, given the provenance of all data sets. */
    private static final List<BiFunction<Provenance, List<Provenance>, String>> DETAILS =
            List.of(
                    (of, all) -> of.data().name(),
                    (of, all) -> of.data().name() + " (" + of.data().binarization() + ")",
                    (of, all) -> of.data().name() + " (" + of.data().shape() + ")",
                    TaskLabels::settings,
                    (of, all) -> of.data().name() + " (" + Observed.of(of).values() + ")",
                    (of, all) -> of.data().name() + " (" + Observed.of(of).shortened() + ")",
                    (of, all) -> Observed.of(of).text(of.data().name()));

    private TaskLabels() {}

    /** Returns a label for each data set, given the provenance of a run on it. */
    static <T> Map<T, String> of(Map<T, Provenance> data) {
        Map<T, String> labels = new LinkedHashMap<>();
        List<Provenance> all = List.copyOf(data.values());
        for (BiFunction<Provenance, List<Provenance>, String> detail : DETAILS) {
            Map<String, Long> times =
                    labels.values().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            Function.identity(), Collectors.counting()));
            data.forEach(
                    (key, provenance) -> {
                        String label = labels.get(key);
                        if (label == null || times.getOrDefault(label, 1L) > 1) {
                            labels.put(key, detail.apply(provenance, all));
                        }
                    });
        }
        return labels;
    }

    /** The settings of the source in which data of one name differ, such as {@code seed 5}. */
    private static String settings(Provenance of, List<Provenance> all) {
        List<JsonNode> sections =
                all.stream()
                        .filter(other -> other.data().name().equals(of.data().name()))
                        .map(other -> other.config().path("data"))
                        .toList();
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> setting : of.config().path("data").properties()) {
            JsonNode value = setting.getValue();
            if (value.isValueNode()
                    && sections.stream()
                            .anyMatch(other -> !other.path(setting.getKey()).equals(value))) {
                // The folder of a file says where it was, not what it is.
                texts.add(setting.getKey() + " " + PathText.fileName(value.asText()));
            }
        }
        return of.data().name() + (texts.isEmpty() ? "" : " (" + String.join(", ", texts) + ")");
    }
}
