// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.settings.Registry;

/** Every key of every section and part, and every metric, as one Markdown page. */
public final class ReferencePage {

    private final Plugins plugins;
    private final Descriptions descriptions;
    private final StringBuilder text = new StringBuilder();

    /** Describes the parts that are known. */
    public ReferencePage(Plugins plugins) {
        this.plugins = plugins;
        this.descriptions = new Descriptions(plugins);
    }

    /** Returns the page. */
    public String markdown() {
        text.setLength(0);
        text.append(
                "# All keys of a config\n\n"
                        + "`./vaelab reference` writes this page from the code, `./vaelab describe NAME` prints one"
                        + " entry.\n\n## Sections\n");
        descriptions.sections().forEach(this::add);
        for (Class<?> point : DescribedSections.points()) {
            String kind = Registry.kind(point);
            text.append("\n## ")
                    .append(Character.toUpperCase(kind.charAt(0)))
                    .append(kind.substring(1))
                    .append("s\n");
            descriptions.parts(point).forEach(this::add);
            if (point == Shorthand.class) {
                addWords();
            }
        }
        text.append("\n## Metrics\n\n");
        table(
                List.of("metric", "meaning"),
                descriptions.metrics().stream()
                        .map(metric -> List.of(metric.name(), metric.text().get(0)))
                        .toList());
        descriptions.metrics().stream()
                .filter(metric -> !metric.keys().isEmpty())
                .forEach(this::add);
        return text.toString();
    }

    /** Adds the words that other parts have. */
    private void addWords() {
        text.append("\n### Words of other parts\n\nTheir keys are keys of the model.\n\n");
        List<List<String>> rows = new ArrayList<>();
        for (Word word : Word.all(plugins).values()) {
            if (word.point() != Shorthand.class) {
                Description part = descriptions.part(word);
                rows.add(
                        List.of(
                                word.name(),
                                "[`%1$s`](#%1$s)".formatted(part.name()),
                                part.text().get(0)));
            }
        }
        table(List.of("variant", "part", "meaning"), rows);
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
