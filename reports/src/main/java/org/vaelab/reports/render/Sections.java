// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.render.Section.blocks;
import static org.vaelab.reports.render.Section.figures;
import static org.vaelab.reports.render.Section.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.figures.Bounds;
import org.vaelab.reports.figures.DiagnosticFigure;
import org.vaelab.reports.figures.FinalMetric;
import org.vaelab.reports.figures.HealthCurves;
import org.vaelab.reports.figures.ImportanceFigure;
import org.vaelab.reports.figures.KlByUnit;
import org.vaelab.reports.figures.LatentMap;
import org.vaelab.reports.figures.LearningCurves;
import org.vaelab.reports.figures.ModalityFigures;
import org.vaelab.reports.figures.NumberedParts;
import org.vaelab.reports.figures.SampleFigures;
import org.vaelab.reports.figures.SeriesFigures;
import org.vaelab.reports.figures.SignalToNoise;
import org.vaelab.reports.figures.SweptMetric;
import org.vaelab.reports.figures.TradeOff;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.ComputeTable;
import org.vaelab.reports.tables.GradientTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.tables.NaiveTable;
import org.vaelab.reports.tables.PairedTable;
import org.vaelab.reports.tables.PublishedTable;
import org.vaelab.reports.tables.RankTable;
import org.vaelab.reports.tables.SettingsTables;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.TextTables;

/**
 * The sections that a report can have, in their usual order. A new table or figure is one line
 * here.
 */
@Internal
public final class Sections {

    public static final String SETUP = "setup";

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    private static final String EVALUATIONS =
            "The trained models, evaluated again with other settings by the command evaluate."
                    + " Training is that of the other tables. Each table follows their rules, and has"
                    + " the models that were evaluated so.";

    private static final List<ReportSection> ALL =
            List.of(
                    section("summary", "Summary", Summary::of),
                    section("changes", "Replaced settings", c -> tables(SettingsTables.changes(c))),
                    byData("results", "Results", Sections::results),
                    byData("paired", "Paired differences", Sections::paired),
                    byData("baseline", "Further differences to the baseline", Sections::further),
                    section(
                            "published",
                            "Comparison with published numbers",
                            c -> tables(PublishedTable.of(c), PublishedTable.opposite(c))),
                    byData("evaluations", "Further evaluations", Sections::evaluations),
                    byData("ranks", "All models together", Sections::ranks),
                    section("tasks", "Several data sets", TaskSection::blocks),
                    section("search", "Search", SearchSection::blocks),
                    byData(
                            "learning",
                            "Learning curves",
                            c -> figures(LearningCurves.of(c), LearningCurves.ofTime(c))),
                    byData("health", "Health of training", Sections::health),
                    byData("sweeps", "Sweeps", c -> figures(SweptMetric.of(c))),
                    byData("bounds", "Bounds and gaps", c -> figures(Bounds.of(c))),
                    byData(
                            "trade-off",
                            "Reconstruction and KL",
                            c -> figures(TradeOff.of(c), KlByUnit.of(c))),
                    section("gradients", "Gradients", Sections::gradients),
                    byData(
                            "importance",
                            "log p(x) by number of draws",
                            c -> figures(ImportanceFigure.of(c))),
                    byData(
                            "diagnostics",
                            "Calibration and predictive checks",
                            Sections::diagnostics),
                    byData("latent", "Latent codes", c -> figures(LatentMap.of(c))),
                    section(
                            "samples",
                            "Reconstructions and samples",
                            c -> blocks(figures(SampleFigures.of(c)), tables(TextTables.of(c)))),
                    byData("modalities", "Modalities", c -> figures(ModalityFigures.of(c))),
                    byData(
                            "series",
                            "Series",
                            c ->
                                    blocks(
                                            figures(SeriesFigures.of(c)),
                                            figures(NumberedParts.of(c)))),
                    section("topics", "Topics", c -> tables(TextTables.topics(c))),
                    section(
                            "cost",
                            "Cost",
                            c ->
                                    tables(
                                            Optional.of(ModelTables.cost(c)),
                                            Optional.of(ComputeTable.of(c)),
                                            ModelTables.parameters(c))),
                    section(
                            "protocol",
                            "Protocol and provenance",
                            c -> blocks(List.of(entries(c)), sources(c))),
                    new RunsSection(),
                    section("failures", "Failed and unfinished runs", Sections::unfinished));

    /** The sections of a report on one page that no other report has. */
    static final List<ReportSection> OF_SHORT =
            List.of(
                    byData("headline", "Results", Sections::headline),
                    section(
                            SETUP,
                            "Setup",
                            c -> List.of(new Section.Text(SettingsTables.main(c)))));

    /** The ids of the sections of a report on one page. */
    public static final List<String> SHORT = List.of("summary", "headline", SETUP);

    private Sections() {}

    /**
     * Returns the ids of the sections of VaeLab and, after them, of plugins.
     *
     * @throws IllegalArgumentException if the id of a plugin's section is invalid or taken
     */
    public static List<String> ids(List<ReportSection> plugins) {
        return all(plugins).stream().map(ReportSection::id).toList();
    }

    /** Returns the sections of VaeLab and, after them, of plugins. */
    public static List<ReportSection> all(List<ReportSection> plugins) {
        Map<String, ReportSection> byId = new LinkedHashMap<>();
        ALL.forEach(section -> byId.put(section.id(), section));
        for (ReportSection section : plugins) {
            String id = section.id();
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        of(section)
                                + " has the id '"
                                + id
                                + "': use a lower-case letter, then lower-case letters, digits and"
                                + " hyphens");
            }
            ReportSection other = byId.putIfAbsent(id, section);
            if (other != null) {
                throw new IllegalArgumentException(
                        of(section)
                                + " has the id '"
                                + id
                                + "', which another section has: rename it");
            }
        }
        return List.copyOf(byId.values());
    }

    private static String of(ReportSection section) {
        return "report section " + section;
    }

    private interface Builder {
        List<Block> blocks(Comparison comparison) throws IOException;
    }

    private record Built(String id, String title, Builder builder) implements ReportSection {
        @Override
        public List<Block> blocks(Comparison comparison) throws IOException {
            return builder.blocks(comparison);
        }
    }

    private static ReportSection section(String id, String title, Builder builder) {
        return new Built(id, title, builder);
    }

    /** Returns a section that compares models: on several data sets it has the blocks of each. */
    private static ReportSection byData(String id, String title, Builder builder) {
        return section(
                id,
                title,
                comparison -> {
                    List<DataPart> parts = comparison.byData();
                    return parts.size() == 1 ? builder.blocks(comparison) : ofParts(parts, builder);
                });
    }

    private static List<Block> ofParts(List<DataPart> parts, Builder builder) throws IOException {
        List<Block> all = new ArrayList<>();
        for (DataPart part : parts) {
            List<Block> own = builder.blocks(part.comparison());
            if (!own.isEmpty()) {
                all.add(new Section.Heading("Data: " + part.label(), ""));
            }
            // What explains all tables stands above the first.
            own.stream()
                    .map(block -> block.on(part))
                    .filter(block -> !(block instanceof Section.Text) || !all.contains(block))
                    .forEach(all::add);
        }
        return all;
    }

    private static List<Block> results(Comparison comparison) {
        return blocks(
                tables(Optional.of(MetricsTable.of(comparison))),
                figures(FinalMetric.of(comparison)),
                tables(
                        ModelTables.errors(comparison),
                        NaiveTable.of(comparison),
                        MetricsTable.diagnostics(comparison)));
    }

    /** One table, and one figure: the preferred metric, or else the learning curves. */
    private static List<Block> headline(Comparison comparison) {
        return blocks(
                tables(Optional.of(MetricsTable.headline(comparison))),
                figures(FinalMetric.of(comparison).or(() -> LearningCurves.of(comparison))));
    }

    /** Differences in metrics whose values of examples are recorded. */
    private static List<Block> paired(Comparison comparison) {
        List<Block> blocks = new ArrayList<>();
        for (ReportedMetric metric : comparison.metrics()) {
            Map<String, Table> tables = PairedTable.of(comparison, metric);
            if (!tables.isEmpty()) {
                blocks.add(new Section.OfTable(tables));
            }
        }
        return blocks;
    }

    /** Differences by seed in all other metrics. */
    private static List<Block> further(Comparison comparison) {
        List<ReportedMetric> others =
                comparison.metrics().stream()
                        .filter(metric -> PairedTable.of(comparison, metric).isEmpty())
                        .toList();
        return tables(BaselineTable.of(comparison, others));
    }

    private static List<Block> evaluations(Comparison comparison) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (FurtherEvaluation evaluation : FurtherEvaluation.of(comparison)) {
            blocks.addAll(tables(MetricsTable.of(evaluation)));
            DiagnosticFigure.of(evaluation).forEach(shown -> blocks.addAll(shown(shown)));
        }
        if (!blocks.isEmpty()) {
            blocks.add(0, new Section.Text(EVALUATIONS));
        }
        return blocks;
    }

    /** The ranks, or the reason why there are none. */
    private static List<Block> ranks(Comparison comparison) {
        List<Block> ranks = tables(RankTable.of(comparison));
        return ranks.isEmpty()
                ? RankTable.leftOut(comparison).stream().<Block>map(Section.Text::new).toList()
                : ranks;
    }

    /** The findings of the health monitor, what the lack of one means, and what it observed. */
    private static List<Block> health(Comparison comparison) throws IOException {
        List<Block> signals = figures(HealthCurves.of(comparison));
        if (signals.isEmpty()) {
            return List.of();
        }
        List<Block> findings = tables(ModelTables.health(comparison));
        List<Block> silence =
                HealthSilence.of(comparison, findings.isEmpty()).stream()
                        .<Block>map(Section.Text::new)
                        .toList();
        return blocks(findings, silence, signals);
    }

    /** What metrics show beside their numbers. */
    private static List<Block> diagnostics(Comparison comparison) throws IOException {
        List<Block> blocks = new ArrayList<>();
        DiagnosticFigure.of(comparison).forEach(shown -> blocks.addAll(shown(shown)));
        return blocks;
    }

    private static List<Block> shown(DiagnosticFigure shown) {
        List<Block> blocks = new ArrayList<>(List.of(new Section.Heading(shown.title(), "")));
        shown.summary().ifPresent(summary -> blocks.add(new Section.Text(summary)));
        shown.sentences().forEach(sentence -> blocks.add(new Section.Text(sentence)));
        blocks.add(new Section.OfFigure(shown.figure()));
        return blocks;
    }

    private static List<Block> gradients(Comparison comparison) {
        List<Block> blocks = new ArrayList<>();
        for (MeasuredGradients model : MeasuredGradients.of(comparison)) {
            blocks.add(new Section.Heading(model.label().plain(), ""));
            blocks.addAll(figures(SignalToNoise.of(model)));
            blocks.add(new Section.OfTable(GradientTable.of(model)));
        }
        return blocks;
    }

    private static List<Block> sources(Comparison comparison) {
        return comparison.configs().stream()
                .<Block>map(config -> new Section.Source(config.file(), config.text()))
                .toList();
    }

    /**
     * Returns data, choices, metrics, software and machines of runs, without their commands.
     *
     * @param hash of the config
     */
    public static Block provenance(Comparison comparison, String hash) {
        List<Section.Entry> entries = new ArrayList<>(Facts.of(comparison));
        entries.add(new Section.Entry("Hash of the config", List.of(hash), true));
        return new Section.Entries(entries, List.of());
    }

    private static Block entries(Comparison comparison) {
        return new Section.Entries(
                Facts.provenance(comparison),
                Stream.of(SettingsTables.shared(comparison), SettingsTables.different(comparison))
                        .flatMap(Optional::stream)
                        .toList());
    }

    static List<Block> unfinished(Comparison comparison) {
        List<Section.FailedRun> failed = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            String label = model.label().plain();
            for (ComparedRun run : model.failed()) {
                Failure failure = run.failure().orElseThrow();
                failed.add(new Section.FailedRun(label, run.planned().seed(), failure));
            }
            List<String> seeds =
                    model.pending().stream().map(run -> "" + run.planned().seed()).toList();
            if (!seeds.isEmpty()) {
                String noun = seeds.size() == 1 ? " (seed " : " (seeds ";
                pending.add(label + noun + String.join(", ", seeds) + ")");
            }
        }
        return failed.isEmpty() && pending.isEmpty()
                ? List.of()
                : List.of(new Section.Unfinished(failed, pending));
    }
}
