// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.Provenance.Framework;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.comparison.Work;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.TextTemplate;

/**
 * A draft of the answers that a conference asks for. A template for each venue has the questions
 * and the sentences. An answer is proposed where facts of the records prove it; all others are left
 * to the author.
 */
@Internal
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

    /** Fewer seeds give wide intervals. */
    private static final int ENOUGH_SEEDS = 5;

    private final Comparison comparison;
    private final Map<String, Object> facts = new HashMap<>();

    private Checklist(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Returns the draft as Markdown.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public static String of(Comparison comparison, Venue venue) throws IOException {
        Checklist checklist = new Checklist(comparison);
        checklist.facts.put("title", comparison.plan().name());
        checklist.facts.put("overview", Overview.of(comparison));
        checklist.facts.put("complete", !comparison.completed().isEmpty());
        checklist.facts.put("part", comparison.evaluatedPart());
        checklist.reproducibility();
        checklist.searches();
        checklist.seeds();
        checklist.compute();
        checklist.assets();
        return TextTemplate.fill(Checklist.class, venue.file(), checklist.facts);
    }

    /** Returns the distinct values of what the runs say. */
    private <T> List<T> distinct(Function<Provenance, T> of) {
        return comparison.ended().stream().map(RunRecord::provenance).map(of).distinct().toList();
    }

    private void reproducibility() {
        List<Framework> software = distinct(Provenance::framework);
        boolean noCommit = software.stream().anyMatch(of -> of.commit() == null);
        boolean unknown =
                software.stream().anyMatch(of -> of.commit() != null && of.dirty() == null);
        boolean changed =
                software.stream()
                        .anyMatch(of -> of.commit() != null && Boolean.TRUE.equals(of.dirty()));
        List<ConfigAsRun> configs = comparison.configs();
        facts.put("noCommit", noCommit);
        facts.put("unknownChanges", unknown);
        facts.put("changed", changed);
        facts.put("noConfig", configs.isEmpty());
        facts.put("reproducible", !(noCommit || unknown || changed || configs.isEmpty()));
        facts.put("paths", listed(configs.stream().flatMap(of -> of.paths().stream())));
        facts.put("plugins", listed(configs.stream().flatMap(of -> of.plugins().stream())));
        facts.put(
                "severalCommits", software.stream().map(Framework::commit).distinct().count() > 1);
    }

    /** Returns distinct names as a list in a sentence; empty if there are none. */
    private static String listed(Stream<String> names) {
        return ListText.of(names.distinct().toList());
    }

    private void searches() {
        List<String> searched = comparison.searches().stream().map(SearchRecord::model).toList();
        facts.put("searched", listed(searched.stream()));
        facts.put("searchLost", searched.isEmpty() && !comparison.plan().searched().isEmpty());
        facts.put(
                "unsearched",
                listed(
                        comparison.models().stream()
                                .filter(model -> !searched.contains(model.name()))
                                .map(model -> model.label().plain())));
    }

    private void seeds() {
        List<ComparedModel> valued =
                comparison.models().stream().filter(m -> !m.completed().isEmpty()).toList();
        List<ComparedModel> several =
                valued.stream().filter(model -> model.completed().size() > 1).toList();
        int fewest = several.stream().mapToInt(model -> model.completed().size()).min().orElse(0);
        facts.put("severalSeeds", !several.isEmpty());
        facts.put(
                "single",
                listed(
                        valued.stream()
                                .filter(model -> !several.contains(model))
                                .map(model -> model.label().plain())));
        facts.put("few", fewest < ENOUGH_SEEDS ? fewest : 0);
        facts.put("sameData", distinct(Provenance::data).size() == 1);
    }

    /** Adds how much of the compute is known. */
    private void compute() throws IOException {
        Work all = Work.total(Work.of(comparison));
        int pieces = all.pieces().size();
        facts.put("pieces", pieces);
        facts.put("timed", all.known(Compute::wallSeconds) > 0);
        facts.put("unknownWall", pieces - all.known(Compute::wallSeconds));
        facts.put("unknownProcessor", pieces - all.known(Compute::processorSeconds));
        facts.put("unknownEnergy", pieces - all.known(Work::joules));
        facts.put("unended", all.count(null));
        facts.put("killed", all.killed());
    }

    private void assets() {
        facts.put("data", distinct(DataName::of));
        facts.put("versions", distinct(run -> run.framework().version()));
        facts.put("backends", distinct(run -> run.backend().name()));
        facts.put(
                "jars",
                distinct(run -> run.plugins().keySet()).stream()
                        .flatMap(jars -> jars.stream())
                        .distinct()
                        .toList());
        facts.put(
                "papers",
                String.join(
                        "; ",
                        comparison.ended().stream()
                                .flatMap(run -> run.methods().stream())
                                .map(of -> of.kind() + " " + of.part() + ": " + of.key())
                                .distinct()
                                .sorted()
                                .toList()));
    }
}
