// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Bounds;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.FinalMetric;
import org.vaelab.reports.figures.KlByUnit;
import org.vaelab.reports.figures.LearningCurves;
import org.vaelab.reports.figures.TradeOff;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.ChangesTable;
import org.vaelab.reports.tables.CostTable;
import org.vaelab.reports.tables.PublishedTable;
import org.vaelab.reports.tables.RankTable;
import org.vaelab.reports.tables.ResultsTable;
import org.vaelab.reports.tables.SettingsTable;
import org.vaelab.reports.tables.Table;

/** All that stands in a report, before it takes the form of a page. */
public final class Content {

    private final Comparison comparison;
    private final Table results;
    private final Optional<Table> diagnostics;
    private final Optional<Table> baseline;
    private final Optional<Table> ranks;
    private final List<Table> published;
    private final Optional<Table> changes;
    private final Table cost;
    private final List<Table> settings;
    private final Optional<Figure> finalMetric;
    private final Optional<Figure> learningCurves;
    private final Optional<Figure> bounds;
    private final List<Figure> terms;
    private final List<ModelGradients> gradients;
    private final List<ModelSamples> samples;

    private Content(Comparison comparison, List<ModelSamples> samples) {
        this.comparison = comparison;
        this.samples = samples;
        results = ResultsTable.of(comparison);
        diagnostics = ResultsTable.diagnostics(comparison);
        baseline = BaselineTable.of(comparison);
        ranks = RankTable.of(comparison);
        published =
                Stream.of(PublishedTable.of(comparison), PublishedTable.opposite(comparison))
                        .flatMap(Optional::stream)
                        .toList();
        changes = ChangesTable.of(comparison);
        cost = CostTable.of(comparison);
        settings =
                Stream.of(SettingsTable.shared(comparison), SettingsTable.different(comparison))
                        .flatMap(Optional::stream)
                        .toList();
        finalMetric = FinalMetric.of(comparison);
        learningCurves = LearningCurves.of(comparison);
        bounds = Bounds.of(comparison);
        terms =
                Stream.of(TradeOff.of(comparison), KlByUnit.of(comparison))
                        .flatMap(Optional::stream)
                        .toList();
        gradients = ModelGradients.of(comparison);
    }

    /**
     * Builds the content of a report.
     *
     * @param comparison the comparison
     * @return the content
     * @throws IOException if a sample image cannot be read
     */
    public static Content of(Comparison comparison) throws IOException {
        return new Content(comparison, ModelSamples.of(comparison));
    }

    /** Returns the tables, each to be written to a file of its own as well. */
    public List<Table> tables() {
        return Stream.of(
                        Stream.of(results),
                        diagnostics.stream(),
                        baseline.stream(),
                        ranks.stream(),
                        published.stream(),
                        changes.stream(),
                        gradients.stream().map(ModelGradients::table),
                        Stream.of(cost),
                        settings.stream())
                .flatMap(tables -> tables)
                .toList();
    }

    /** Returns the figures, each to be written to a file of its own as well. */
    public List<Figure> figures() {
        return Stream.concat(
                        Stream.of(finalMetric, learningCurves, bounds).flatMap(Optional::stream),
                        Stream.concat(
                                terms.stream(),
                                gradients.stream().flatMap(model -> model.figures().stream())))
                .toList();
    }

    /** Receives the name and the content of each sheet of sample images. */
    @FunctionalInterface
    public interface SheetSink {
        /** Takes one sheet. */
        void accept(String file, byte[] png) throws IOException;
    }

    /**
     * Passes on the sheets of sample images.
     *
     * @param sink what takes them
     * @throws IOException if it does
     */
    public void sheets(SheetSink sink) throws IOException {
        for (ModelSamples model : samples) {
            for (ModelSamples.Sheet sheet : model.sheets()) {
                sink.accept(sheet.file(), sheet.png());
            }
        }
    }

    String title() {
        return comparison.plan().name();
    }

    String protocol() {
        return Facts.protocol(comparison);
    }

    List<Facts.Entry> provenance() {
        return Facts.provenance(comparison);
    }

    Table results() {
        return results;
    }

    Optional<Table> diagnostics() {
        return diagnostics;
    }

    Optional<Table> baseline() {
        return baseline;
    }

    Optional<Table> ranks() {
        return ranks;
    }

    /** Returns the tables that hold the models against published numbers. */
    List<Table> published() {
        return published;
    }

    Optional<Table> changes() {
        return changes;
    }

    /** The heading over {@link #changes}. */
    String titleOfChanges() {
        String budget = comparison.plan().budget();
        return budget == null ? "Replaced settings" : "Budget " + budget;
    }

    /** Why there is no table of ranks, where somebody might look for one. */
    Optional<String> whyNoRanks() {
        return ranks.isPresent() ? Optional.empty() : RankTable.leftOut(comparison);
    }

    Table cost() {
        return cost;
    }

    List<Table> settings() {
        return settings;
    }

    Optional<Figure> finalMetric() {
        return finalMetric;
    }

    Optional<Figure> learningCurves() {
        return learningCurves;
    }

    /** Returns the figure of bounds by several inferences. */
    Optional<Figure> bounds() {
        return bounds;
    }

    /** Returns the figures of the two terms of the bound. */
    List<Figure> terms() {
        return terms;
    }

    List<ModelGradients> gradients() {
        return gradients;
    }

    List<ModelSamples> samples() {
        return samples;
    }

    List<ComparedRun> failures() {
        return comparison.runs().stream().filter(run -> run.failure().isPresent()).toList();
    }

    List<ComparedRun> pending() {
        return comparison.runs().stream().filter(run -> run.ended().isEmpty()).toList();
    }
}
