// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hipparchus.exception.MathRuntimeException;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.Table;

/**
 * The content of a report, independent of the page format.
 *
 * @param title the name of the comparison
 * @param protocol what was compared on what, in one paragraph
 * @param sections in order
 */
@Internal
public record Content(String title, String protocol, List<Section> sections) {

    public Content {
        sections = List.copyOf(sections);
    }

    /**
     * Builds the content of a report: the sections that the plan selects, or all.
     *
     * @param plugins further sections, which come last unless the plan orders them
     * @throws IOException if a file of a run cannot be read
     * @throws IllegalArgumentException if the id of a plugin's section is invalid or taken
     */
    public static Content of(Comparison comparison, List<ReportSection> plugins)
            throws IOException {
        return of(comparison, plugins, part -> {});
    }

    /**
     * Builds the content of a report.
     *
     * @param progress is told of each section before it is built
     */
    public static Content of(
            Comparison comparison, List<ReportSection> plugins, Consumer<String> progress)
            throws IOException {
        List<Section> sections = new ArrayList<>();
        for (ReportSection section : chosen(comparison.plan().sections(), plugins)) {
            progress.accept("section \"" + section.title() + "\"");
            List<Section.Block> blocks = blocks(section, comparison);
            if (!blocks.isEmpty()) {
                sections.add(new Section(section.id(), section.title(), blocks));
            }
        }
        return new Content(comparison.plan().name(), Overview.of(comparison), sections);
    }

    /** Returns the blocks; a statistic that cannot be computed does not cost the other sections. */
    static List<Section.Block> blocks(ReportSection section, Comparison comparison)
            throws IOException {
        try {
            return section.blocks(comparison);
        } catch (MathRuntimeException e) {
            return List.of(
                    new Section.Text("This section could not be computed: " + e.getMessage()));
        }
    }

    /** Leaves out the sections of plugins that were there for the runs and are not given now. */
    private static List<ReportSection> chosen(List<String> ids, List<ReportSection> plugins) {
        List<ReportSection> all = Sections.all(plugins);
        return ids.isEmpty()
                ? all
                : ids.stream()
                        .flatMap(
                                id ->
                                        Stream.concat(all.stream(), Sections.OF_SHORT.stream())
                                                .filter(section -> section.id().equals(id)))
                        .toList();
    }

    /** Returns the tables, each to be written to a file of its own as well. */
    public List<Table> tables() {
        return Stream.concat(
                        blocks(Section.OfTable.class).flatMap(of -> of.tables().values().stream()),
                        blocks(Section.Entries.class).flatMap(of -> of.settings().stream()))
                .toList();
    }

    /** Returns the figures, each to be written to files of its own as well. */
    public List<Figure> figures() {
        return blocks(Section.OfFigure.class).map(Section.OfFigure::figure).toList();
    }

    /** Returns the sheets of sample images, each to be written to a file of its own as well. */
    public List<Section.Sheet> sheets() {
        return blocks(Section.Sheets.class).flatMap(of -> of.sheets().stream()).toList();
    }

    /** Returns the ids of the elements to which cells of tables may link. */
    Set<String> targets() {
        return blocks(Section.Runs.class).map(Section.Runs::id).collect(Collectors.toSet());
    }

    private <B> Stream<B> blocks(Class<B> type) {
        return sections.stream()
                .flatMap(section -> section.blocks().stream())
                .filter(type::isInstance)
                .map(type::cast);
    }
}
