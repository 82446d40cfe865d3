// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.spec.ConfigSections;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Registry;

/** The page {@code configs/REFERENCE.md}: every key of every section and part, as Markdown. */
public final class ReferencePage {

    private final Descriptions descriptions;
    private final StringBuilder text = new StringBuilder();

    /** Describes the parts that are known. */
    public ReferencePage(Plugins plugins) {
        this.descriptions = new Descriptions(plugins);
    }

    /** Returns the page. */
    public String markdown() {
        text.setLength(0);
        text.append(
                "# All keys of a config\n\n"
                        + "This page is generated from the settings records of the code. `./vaelab describe"
                        + " NAME` prints\none entry, also of a plugin. [README.md](README.md) explains how a"
                        + " config works.\n\n## Sections\n");
        descriptions.sections().forEach(this::add);
        for (Class<?> point : ConfigSections.points()) {
            String kind = Registry.kind(point);
            text.append("\n## ")
                    .append(Character.toUpperCase(kind.charAt(0)))
                    .append(kind.substring(1))
                    .append("s\n");
            descriptions.parts(point).forEach(this::add);
        }
        text.append("\n## Metrics\n\n");
        table(
                List.of("metric", "meaning"),
                descriptions.metrics().stream()
                        .map(metric -> List.of(metric.name(), metric.text().get(0)))
                        .toList());
        return text.toString();
    }

    private void add(Description description) {
        text.append("\n### `").append(description.name()).append("`\n\n");
        for (String paragraph : description.text()) {
            text.append(Character.toUpperCase(paragraph.charAt(0)))
                    .append(paragraph.substring(1))
                    .append(paragraph.endsWith(".") ? "\n" : ".\n");
        }
        if (!description.keys().isEmpty()) {
            text.append('\n');
            table(Description.COLUMNS, description.keys());
        }
    }

    private void table(List<String> columns, List<List<String>> rows) {
        row(columns);
        row(columns.stream().map(column -> "---").toList());
        for (List<String> cells : rows) {
            List<String> marked = new ArrayList<>(cells);
            marked.set(0, "`" + cells.get(0) + "`");
            row(marked);
        }
    }

    private void row(List<String> cells) {
        text.append("| ")
                .append(
                        String.join(
                                " | ",
                                cells.stream().map(cell -> cell.replace("|", "\\|")).toList()))
                .append(" |\n");
    }
}
