// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every run of a comparison, frozen before the first one starts: the content of {@code plan.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param baseline the model against which the others are compared, if any
 * @param reportFormats the formats of the report, by name
 * @param runs the runs, models in the order of the config
 * @param budget the name of the budget that the config was scaled to; null for the config as it is
 * @param changes values of the config that its budget or the command line replaced
 * @param expected published numbers to hold the models against
 * @param rope the region of practical equivalence: differences up to so many nats count as none;
 *     null if every difference counts
 * @param sections the sections of the report, by id, in order; empty for all in their usual order
 * @param labels the display labels of models, by model; other models are called by their name
 * @param source the text of the config file as it was run; null for a plan without one
 * @param sectionPlugins the plugin jars of the report's sections: file names with checksums
 * @param searched the models whose settings a search chooses
 * @param former runs of earlier configs in the same folder, which this one has not: they stay on
 *     disk, the newest first
 * @param seedsBefore by model, which of its seeds were complete when the config first added seeds
 *     to them, or left some out; without models whose seeds never changed
 * @param doubts what checks before training said of its models
 * @param folder of the comparison, as the first command that wrote the plan named it; null if that
 *     is not known
 */
public record ComparisonPlan(
        int schema,
        String name,
        @Nullable String baseline,
        List<String> reportFormats,
        List<PlannedRun> runs,
        @Nullable String budget,
        List<SettingChange> changes,
        List<PublishedValue> expected,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double rope,
        List<String> sections,
        Map<String, Label> labels,
        @Nullable String source,
        Map<String, String> sectionPlugins,
        List<String> searched,
        @JsonProperty(required = false)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<PlannedRun> former,
        @JsonProperty(required = false)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @JsonSetter(nulls = Nulls.AS_EMPTY)
                Map<String, Set<Long>> seedsBefore,
        @JsonProperty(required = false)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<Doubt> doubts,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String folder) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 2;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown, the baseline is not a model, or
     *     the rope is negative
     */
    public ComparisonPlan {
        RecordMapper.requireSchema(schema, SCHEMA);
        Objects.requireNonNull(name, "name");
        reportFormats = List.copyOf(reportFormats);
        runs = List.copyOf(runs);
        changes = List.copyOf(changes);
        expected = List.copyOf(expected);
        sections = List.copyOf(sections);
        searched = List.copyOf(searched);
        former = List.copyOf(former);
        seedsBefore = InOrder.copy(seedsBefore, "seedsBefore");
        doubts = List.copyOf(doubts);
        labels = InOrder.copy(labels, "labels");
        sectionPlugins = InOrder.copy(sectionPlugins, "sectionPlugins");
        ModelFacts.requireFileNames(sectionPlugins.keySet());
        if (rope != null && !(rope >= 0)) {
            throw new IllegalArgumentException("rope must be at least 0, but is " + rope);
        }
        if (baseline != null && !modelsOf(runs).contains(baseline)) {
            throw new IllegalArgumentException(
                    "baseline '" + baseline + "' is not one of the models " + modelsOf(runs));
        }
    }

    public ComparisonPlan(
            int schema,
            String name,
            @Nullable String baseline,
            List<String> reportFormats,
            List<PlannedRun> runs) {
        this(schema, name, baseline, reportFormats, runs, null, List.of(), List.of(), null);
    }

    /** Makes a plan whose report has its usual sections and names. */
    public ComparisonPlan(
            int schema,
            String name,
            @Nullable String baseline,
            List<String> reportFormats,
            List<PlannedRun> runs,
            @Nullable String budget,
            List<SettingChange> changes,
            List<PublishedValue> expected,
            @Nullable Double rope) {
        this(
                schema,
                name,
                baseline,
                reportFormats,
                runs,
                budget,
                changes,
                expected,
                rope,
                List.of(),
                Map.of(),
                null,
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                null);
    }

    public ComparisonPlan with(List<PlannedRun> others) {
        return with(others, baseline);
    }

    /** Returns this plan with other runs and another baseline. */
    public ComparisonPlan with(List<PlannedRun> others, @Nullable String otherBaseline) {
        return copy(others, otherBaseline, sections, labels, former, seedsBefore, doubts, folder);
    }

    /** Returns this plan with other labels. */
    public ComparisonPlan labelled(Map<String, Label> others) {
        return copy(runs, baseline, sections, others, former, seedsBefore, doubts, folder);
    }

    /** Returns this plan with other sections of its report. */
    public ComparisonPlan showing(List<String> others) {
        return copy(runs, baseline, others, labels, former, seedsBefore, doubts, folder);
    }

    /** Returns this plan in a folder that has runs of earlier configs. */
    public ComparisonPlan after(List<PlannedRun> earlier, Map<String, Set<Long>> seedsOfModels) {
        return copy(runs, baseline, sections, labels, earlier, seedsOfModels, doubts, folder);
    }

    /** Returns this plan with what checks said of its models. */
    public ComparisonPlan doubted(List<Doubt> said) {
        return copy(runs, baseline, sections, labels, former, seedsBefore, said, folder);
    }

    /** Returns this plan in a folder, as a command names it. */
    public ComparisonPlan in(String named) {
        return copy(runs, baseline, sections, labels, former, seedsBefore, doubts, named);
    }

    private ComparisonPlan copy(
            List<PlannedRun> otherRuns,
            @Nullable String otherBaseline,
            List<String> otherSections,
            Map<String, Label> otherLabels,
            List<PlannedRun> otherFormer,
            Map<String, Set<Long>> otherSeeds,
            List<Doubt> otherDoubts,
            @Nullable String otherFolder) {
        return new ComparisonPlan(
                schema,
                name,
                otherBaseline,
                reportFormats,
                otherRuns,
                budget,
                changes,
                expected,
                rope,
                otherSections,
                otherLabels,
                source,
                sectionPlugins,
                searched,
                otherFormer,
                otherSeeds,
                otherDoubts,
                otherFolder);
    }

    public List<String> models() {
        return modelsOf(runs);
    }

    /** Returns the seeds of a model. */
    public Set<Long> seeds(String model) {
        return PlannedRun.seeds(runs.stream().filter(run -> run.model().equals(model)).toList());
    }

    private static List<String> modelsOf(List<PlannedRun> runs) {
        return runs.stream().map(PlannedRun::model).distinct().toList();
    }
}
