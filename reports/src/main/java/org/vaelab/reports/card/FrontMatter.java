// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.card;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.DataName;

/**
 * The metadata at the top of a card in YAML, in the layout of Hugging Face's model cards: license,
 * library, tags, data sets, and the metrics as {@code model-index}.
 *
 * @param license the identifier of the license; empty if the author has not named one
 * @param formats further tags, such as the formats of the files
 */
record FrontMatter(RunRecord record, Optional<String> license, List<String> formats) {

    private static final String LIBRARY = "vaelab";
    private static final String FIELD = "variational-autoencoder";

    /** The general task of the hub, which has none for density models. */
    private static final String TASK = "other";

    String yaml() {
        List<String> lines = new ArrayList<>();
        lines.add("---");
        license.ifPresent(id -> lines.add("license: " + text(id)));
        lines.add("library_name: " + LIBRARY);
        lines.add("tags:");
        tags().forEach(tag -> lines.add("- " + text(tag)));
        String data = DataName.of(record.provenance());
        lines.add("datasets:");
        lines.add("- " + text(data));
        Map<String, Estimate> metrics = record.metrics();
        List<String> finite =
                metrics.keySet().stream()
                        .filter(name -> Double.isFinite(metrics.get(name).value()))
                        .toList();
        if (!finite.isEmpty()) {
            lines.add("metrics:");
            finite.forEach(name -> lines.add("- " + text(name)));
            lines.add("model-index:");
            lines.add("- name: " + text(record.model()));
            lines.add("  results:");
            lines.add("  - task:");
            lines.add("      type: " + TASK);
            lines.add("      name: density estimation");
            lines.add("    dataset:");
            lines.add("      type: " + text(data));
            lines.add("      name: " + text(data));
            lines.add("    metrics:");
            finite.forEach(name -> addMetric(name, metrics.get(name), lines));
        }
        lines.add("---");
        return String.join("\n", lines) + "\n";
    }

    private void addMetric(String name, Estimate estimate, List<String> lines) {
        lines.add("    - type: " + text(name));
        lines.add("      name: " + text(ModelCard.label(record, name)));
        lines.add("      value: " + JsonNodeFactory.instance.numberNode(estimate.value()));
    }

    private TreeSet<String> tags() {
        TreeSet<String> tags = new TreeSet<>(formats);
        tags.add(FIELD);
        tags.add(record.variant());
        return tags;
    }

    /** Returns a text in double quotes: a string of JSON is one of YAML. */
    private static String text(String value) {
        return TextNode.valueOf(value).toString();
    }
}
