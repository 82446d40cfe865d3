// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.render.Section.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.figures.Bounds;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.FinalMetric;
import org.vaelab.reports.figures.KlByUnit;
import org.vaelab.reports.figures.LearningCurves;
import org.vaelab.reports.figures.SignalToNoise;
import org.vaelab.reports.figures.SweptMetric;
import org.vaelab.reports.figures.TradeOff;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.ChangesTable;
import org.vaelab.reports.tables.CostTable;
import org.vaelab.reports.tables.ErrorsTable;
import org.vaelab.reports.tables.GradientTable;
import org.vaelab.reports.tables.PairedTable;
import org.vaelab.reports.tables.PublishedTable;
import org.vaelab.reports.tables.RankTable;
import org.vaelab.reports.tables.ResultsTable;
import org.vaelab.reports.tables.SettingsTable;
import org.vaelab.reports.tables.Table;

/** The sections of every report, in order. A new table or figure is one line here. */
final class Sections {

    static final List<ReportSection> ALL =
            List.of(
                    c -> Section.of("changes", changes(c), tables(ChangesTable.of(c))),
                    c ->
                            Section.of(
                                    "results",
                                    "Results",
                                    tables(Optional.of(ResultsTable.of(c))),
                                    Section.figures(FinalMetric.of(c)),
                                    tables(ErrorsTable.of(c), ResultsTable.diagnostics(c))),
                    c -> Section.of("paired", "Paired differences", paired(c)),
                    c ->
                            Section.of(
                                    "baseline",
                                    "Comparison with the baseline",
                                    tables(BaselineTable.of(c)),
                                    all(PairedTable.toBaseline(c))),
                    c ->
                            Section.of(
                                    "published",
                                    "Against published numbers",
                                    tables(PublishedTable.of(c), PublishedTable.opposite(c))),
                    c -> Section.of("ranks", "All models together", ranks(c)),
                    new TaskSection(),
                    c ->
                            Section.of(
                                    "learning",
                                    "Learning curves",
                                    Section.figures(
                                            LearningCurves.of(c), LearningCurves.ofTime(c))),
                    c -> Section.of("sweeps", "Sweeps", figures(SweptMetric.of(c))),
                    c -> Section.of("bounds", "Bounds and gaps", Section.figures(Bounds.of(c))),
                    c ->
                            Section.of(
                                    "trade-off",
                                    "Reconstruction and KL",
                                    Section.figures(TradeOff.of(c), KlByUnit.of(c))),
                    c -> Section.of("gradients", "Gradients", gradients(c)),
                    new SampleSection(),
                    c -> Section.of("cost", "Cost", tables(Optional.of(CostTable.of(c)))),
                    c -> Section.of("protocol", "Protocol and provenance", List.of(entries(c))),
                    Sections::unfinished);

    private Sections() {}

    private static String changes(Comparison comparison) {
        String budget = comparison.plan().budget();
        return budget == null ? "Replaced settings" : "Budget " + budget;
    }

    private static List<Block> paired(Comparison comparison) {
        List<Block> blocks = all(PairedTable.toBest(comparison));
        if (!blocks.isEmpty()) {
            blocks.add(0, new Section.Text(PairedTable.EXPLANATION));
        }
        return blocks;
    }

    private static List<Block> all(List<Table> tables) {
        List<Block> blocks = new ArrayList<>();
        tables.forEach(table -> blocks.add(new Section.OfTable(table)));
        return blocks;
    }

    private static List<Block> figures(List<Figure> figures) {
        return figures.stream().<Block>map(Section.OfFigure::new).toList();
    }

    /** The ranks, or the reason why there are none. */
    private static List<Block> ranks(Comparison comparison) {
        List<Block> ranks = tables(RankTable.of(comparison));
        return ranks.isEmpty()
                ? RankTable.leftOut(comparison).stream().<Block>map(Section.Text::new).toList()
                : ranks;
    }

    private static List<Block> gradients(Comparison comparison) {
        List<Block> blocks = new ArrayList<>();
        for (MeasuredGradients model : MeasuredGradients.of(comparison)) {
            blocks.add(new Section.Heading(model.model(), ""));
            blocks.addAll(figures(SignalToNoise.of(model)));
            blocks.add(new Section.OfTable(GradientTable.of(model)));
        }
        return blocks;
    }

    private static Block entries(Comparison comparison) {
        return new Section.Entries(
                Facts.provenance(comparison),
                Stream.of(SettingsTable.shared(comparison), SettingsTable.different(comparison))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Optional<Section> unfinished(Comparison comparison) {
        List<ComparedRun> failed =
                comparison.runs().stream().filter(run -> run.failure().isPresent()).toList();
        List<ComparedRun> pending =
                comparison.runs().stream().filter(run -> run.ended().isEmpty()).toList();
        return failed.isEmpty() && pending.isEmpty()
                ? Optional.empty()
                : Section.of(
                        "failures",
                        failed.isEmpty() ? "Runs to come" : "Failures",
                        List.of(new Section.Unfinished(failed, pending)));
    }
}
