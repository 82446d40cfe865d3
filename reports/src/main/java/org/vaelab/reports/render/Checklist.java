// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.Work;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.render.Section.Entry;
import org.vaelab.reports.tables.ComputeTable;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.reports.tables.ResultsTable;
import org.vaelab.reports.tables.SettingsTables;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;
import org.vaelab.reports.text.Template;

/**
 * A draft of the answers that a conference asks for, as far as they follow from the records. Questions and what no
 * record can show are in a template. Facts are the blocks of the report's own sections.
 */
public final class Checklist {

    /** A conference. */
    public enum Venue {
        NEURIPS,
        ICML;

        /** Returns the name of the file. */
        public String file() {
            return "checklist-" + this + ".md";
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The begin of answers, which templates set in bold. */
    private static final String YES = "Yes (proposed)";

    private static final String NO = "No (proposed).** ";
    private static final String TODO = "TODO (author)";
    private static final String NO_RUN = NO + "No run is complete.";

    private final Comparison comparison;
    private final List<Entry> facts;

    private Checklist(Comparison comparison) {
        this.comparison = comparison;
        this.facts = Facts.provenance(comparison);
    }

    /**
     * Returns the draft as Markdown.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public static String of(Comparison comparison, Venue venue) throws IOException {
        return Template.fill(Checklist.class, venue.file(), new Checklist(comparison).places());
    }

    private Map<String, String> places() throws IOException {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("title", comparison.plan().name());
        places.put("overview", markdown(new Section.Text(Facts.protocol(comparison))));
        List<Block> unfinished = Sections.unfinished(comparison);
        places.put(
                "failed", unfinished.isEmpty() ? "No reported run failed." : markdown(unfinished));
        List<Entry> summary = summary();
        places.put("claims", entries(summary, "Settled", "Open"));
        places.put("limitations", entries(summary, "Check first"));
        places.put("reproducibility", reproducibility());
        places.put("software", entries(facts, "Software", "Commit", "Backend", "Machine"));
        places.put("data", entries(facts, "Data", "Checksum"));
        places.put("preparation", preparation());
        places.put("commands", entries(facts, "Command to reproduce", "Where to run it"));
        places.put("models", models());
        places.put("setting", setting());
        places.put("settings", settings());
        places.put("search", search());
        places.put("measures", measures());
        places.put("significance", significance());
        places.put("intervals", intervals());
        places.put("resources", resources());
        places.put(
                "compute",
                markdown(
                        Section.tables(
                                Optional.of(ComputeTable.of(comparison)),
                                Optional.of(ModelTables.cost(comparison)))));
        places.put("licences", licences());
        return places;
    }

    private List<Entry> summary() throws IOException {
        return Summary.of(comparison).stream()
                .flatMap(block -> ((Section.Entries) block).entries().stream())
                .toList();
    }

    private static String markdown(Block... blocks) {
        return markdown(List.of(blocks));
    }

    private static String markdown(List<Block> blocks) {
        return MarkdownPage.of(
                blocks.stream().filter(block -> !(block instanceof Section.OfFigure)).toList());
    }

    /** Returns the entries with some terms; that the records have none if so. */
    private static String entries(List<Entry> all, String... terms) {
        List<String> wanted = List.of(terms);
        List<Entry> some = all.stream().filter(entry -> wanted.contains(entry.term())).toList();
        return some.isEmpty()
                ? "The records state nothing of this."
                : markdown(new Section.Entries(some, List.of()));
    }

    private String preparation() {
        return entries(
                        facts,
                        "Data",
                        "Missing values",
                        "Left out of training",
                        "Classes left out",
                        "Standardization",
                        "Dequantization",
                        "Given")
                + "\n\nWhat was done to the data before VaeLab read them is not recorded: TODO (author).";
    }

    private String models() {
        return entries(
                facts,
                "Posterior",
                "Prior",
                "Likelihood",
                "Regularizer",
                "Estimator",
                "Inference",
                "Latent space",
                "KL",
                "KL in training",
                "Gradient",
                "Starts");
    }

    private String measures() {
        Set<String> terms = new LinkedHashSet<>(List.of("Metrics", "Metrics without a value"));
        comparison.metrics(MetricRole.LOG_LIKELIHOOD).forEach(metric -> terms.add(metric.label()));
        return entries(facts, terms.toArray(String[]::new));
    }

    private Stream<Provenance> provenance() {
        return comparison.ended().stream().map(RunRecord::provenance);
    }

    /** Returns whether others can train the same models again, and what stands against it. */
    private String reproducibility() {
        if (comparison.completed().isEmpty()) {
            return NO_RUN;
        }
        Set<String> obstacles = new LinkedHashSet<>();
        for (RunRecord record : comparison.ended()) {
            Provenance.Framework of = record.provenance().framework();
            if (of.commit() == null) {
                obstacles.add("The records do not name the commit of the software.");
            } else if (of.dirty() == null) {
                obstacles.add(
                        "The records do not say whether the software had changes that are not in"
                                + " its commit.");
            } else if (of.dirty()) {
                obstacles.add(
                        "The software had changes that are not in the commit, so that the commit"
                                + " does not give these results: publish the changes, or run again"
                                + " without them.");
            }
        }
        if (comparison.configs().isEmpty()) {
            obstacles.add("The plan does not hold the text of the config.");
        }
        List<String> needs = new ArrayList<>(List.of("the data with the checksum under \"Data\""));
        for (ConfigAsRun config : comparison.configs()) {
            if (!config.paths().isEmpty()) {
                needs.add("the files that the config names under " + ListText.of(config.paths()));
            }
            if (!config.plugins().isEmpty()) {
                needs.add("the plugins " + ListText.of(config.plugins()));
            }
        }
        if (provenance().map(of -> of.framework().commit()).distinct().count() > 1) {
            needs.add(
                    "the commit of each run, as the runs are of several (`result.json` names it)");
        }
        String others = " Others need " + ListText.of(needs) + ".";
        return obstacles.isEmpty()
                ? YES
                        + ", if the paper or its supplement has the config, and the code at the commit"
                        + " below can be had.**"
                        + others
                : TODO + ": not as it stands.** " + String.join(" ", obstacles) + others;
    }

    private String setting() {
        if (comparison.completed().isEmpty()) {
            return NO_RUN;
        }
        Set<String> searched = new LinkedHashSet<>();
        comparison.searches().stream().map(SearchRecord::model).forEach(searched::add);
        List<String> chosen =
                comparison.models().stream()
                        .filter(model -> !searched.contains(model.name()))
                        .map(model -> model.label().plain())
                        .toList();
        String how =
                " "
                        + TODO
                        + (chosen.isEmpty()
                                ? ": say how the settings that the search below did not vary were"
                                        + " chosen."
                                : ": say how the settings of "
                                        + ListText.of(chosen)
                                        + " were chosen. The folder has no record of a search for them.");
        return YES
                + ", if the paper has `setup.tex`, or its facts, and the tables of settings.**"
                + how;
    }

    private String settings() {
        List<String> sentences = new ArrayList<>();
        SettingsTables.shared(comparison).ifPresent(table -> sentences.add(lists(table)));
        SettingsTables.different(comparison).ifPresent(table -> sentences.add(lists(table)));
        SettingsTables.changes(comparison).ifPresent(table -> sentences.add(lists(table)));
        return entries(facts, "Data", "Seeds")
                + "\n"
                + String.join("\n", sentences)
                + "\n- Results are measured on "
                + comparison.evaluatedPart()
                + " data.";
    }

    private static String lists(Table table) {
        return "- Table `%s` of the report (rows: %s). %s"
                .formatted(table.id(), table.rows().size(), table.caption());
    }

    /** Returns the searches, or that there is no record of one. */
    private String search() {
        if (comparison.searches().isEmpty()) {
            return isSearchLost()
                    ? "The config has a search, and the folder has no record of it. "
                            + TODO
                            + ": state its space and its budget."
                    : "The folder has no record of a search.";
        }
        List<Block> blocks = new ArrayList<>();
        for (SearchRecord search : comparison.searches()) {
            List<String> space = new ArrayList<>();
            search.over().forEach((key, values) -> space.add(key + ": " + values));
            String method =
                    search.method()
                            + (search.best() == null ? " search, which has not ended" : " search");
            blocks.add(
                    new Section.Entries(
                            List.of(
                                    new Entry("Search", List.of(search.model(), method), false),
                                    new Entry("Space", space, true)),
                            List.of()));
        }
        blocks.addAll(SearchSection.blocks(comparison));
        return markdown(blocks);
    }

    /** Returns whether the config has a search, of which there is no record. */
    private boolean isSearchLost() {
        return comparison.searches().isEmpty() && !comparison.plan().searched().isEmpty();
    }

    /** Returns whether the results have error bars over seeds. */
    private String significance() {
        List<ComparedModel> valued =
                comparison.models().stream().filter(m -> !m.completed().isEmpty()).toList();
        if (valued.isEmpty()) {
            return NO_RUN;
        }
        List<String> single =
                valued.stream()
                        .filter(model -> model.completed().size() == 1)
                        .map(model -> model.label().plain())
                        .toList();
        int fewest =
                valued.stream()
                        .map(model -> model.completed().size())
                        .filter(seeds -> seeds > 1)
                        .min(Integer::compare)
                        .orElse(1);
        String ofData =
                " Standard errors over examples, where there are any, describe these trained models and not"
                        + " the method.";
        if (single.size() == valued.size()) {
            return NO
                    + "Each model has one complete seed: there are no error bars over seeds."
                    + ofData;
        }
        String some =
                single.isEmpty()
                        ? ""
                        : " No error bars for "
                                + ListText.of(single)
                                + ", with one complete seed."
                                + ofData;
        String few =
                fewest < 5
                        ? " Intervals over %s seeds are wide, and tests reject little."
                                .formatted(NumberText.grouped(fewest))
                        : "";
        return YES + ", if the paper has the intervals and says what they are.**" + some + few;
    }

    private String intervals() {
        List<Entry> seeds = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            String complete =
                    model.completed().size() + " of " + model.runs().size() + " seeds complete";
            seeds.add(new Entry(model.label().plain(), List.of(complete), false));
        }
        boolean sameData = provenance().map(Provenance::data).distinct().count() == 1;
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Section.Entries(seeds, List.of()));
        blocks.add(
                new Section.Text(
                        "Seeds vary the initial weights, the minibatches and the noise."
                                + (sameData ? " All runs have the same data and split." : "")
                                + " Intervals assume that the values of new seeds are normally"
                                + " distributed."));
        blocks.add(new Section.Text("Results: " + ResultsTable.of(comparison).caption()));
        ModelTables.errors(comparison)
                .ifPresent(table -> blocks.add(new Section.Text("Errors: " + table.caption())));
        return markdown(blocks);
    }

    /** Returns how much of the compute is known. */
    private String resources() throws IOException {
        Work all = Work.total(Work.of(comparison));
        int pieces = all.pieces().size();
        Set<String> gaps = new LinkedHashSet<>();
        gap(gaps, pieces - all.known(Compute::wallSeconds), pieces, "wall time");
        gap(gaps, pieces - all.known(Compute::processorSeconds), pieces, "processor time");
        gap(gaps, pieces - all.known(Work::joules), pieces, "energy");
        if (all.count(null) > 0) {
            gaps.add(
                    "Of %s, which have not ended, hardware is not known."
                            .formatted(all.count(null)));
        }
        if (all.killed() > 0) {
            gaps.add(
                    "%s executions were killed, so that the sums are too small by a few seconds each."
                            .formatted(all.killed()));
        }
        if (isSearchLost()) {
            gaps.add("The config has a search, and its trials are not in the folder: add theirs.");
        }
        boolean timed = all.known(Compute::wallSeconds) > 0;
        return (timed ? YES + ", if the paper has the table below, or its sums.** " : TODO + ".** ")
                + String.join(" ", gaps);
    }

    private static void gap(Set<String> gaps, long unknown, int pieces, String what) {
        if (unknown > 0) {
            gaps.add(
                    "%s of %s runs and evaluations have no record of their %s."
                            .formatted(unknown, pieces, what));
        }
    }

    private String licences() {
        Set<String> lines = new LinkedHashSet<>();
        String unknown = ": no record states the licence. " + TODO;
        Set<String> papers = new TreeSet<>();
        provenance().forEach(run -> lines.add("Data " + DataName.of(run) + unknown));
        for (RunRecord record : comparison.ended()) {
            Provenance run = record.provenance();
            lines.add("VaeLab " + run.framework().version() + ": Apache License 2.0");
            lines.add("Backend " + run.backend().name() + " with its libraries" + unknown);
            run.plugins().keySet().forEach(jar -> lines.add("Plugin " + jar + unknown));
            record.methods()
                    .forEach(of -> papers.add(of.kind() + " " + of.part() + ": " + of.key()));
        }
        if (!papers.isEmpty()) {
            lines.add("Papers to cite (`methods.bib` of the report): " + String.join("; ", papers));
        }
        return "- " + String.join("\n- ", lines);
    }
}
