// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.SettingChange;

/**
 * A comparison, as a config file describes it.
 *
 * @param name of the comparison and of its folder
 * @param runs each model with each seed, in the order of the config; a searched model has the
 *     values of its first trial, until its best ones are known
 * @param report what the config says about the report
 * @param origins the places of each model in the config, for later messages
 * @param budget the name of the applied budget, if any
 * @param changes the values that the budget and {@code --set} replaced
 * @param source the text of the config file
 * @param searches the searches to be done before the runs of their models
 */
@Internal
public record ComparisonSpec(
        String name,
        List<RunSpec> runs,
        ReportSpec report,
        Map<String, Origins> origins,
        Optional<String> budget,
        List<SettingChange> changes,
        String source,
        List<SearchSpec> searches) {

    /**
     * The places of a model and of its settings in the config.
     *
     * @param model the model's key
     * @param at the place of a setting, such as {@code training.batch} or {@code
     *     network.encoder[2]}; of one that is absent, that of the nearest section or the model
     */
    public record Origins(Place model, Function<String, Place> at) {}

    public ComparisonSpec {
        runs = List.copyOf(runs);
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        changes = List.copyOf(changes);
        searches = List.copyOf(searches);
    }

    /** Returns this comparison with other runs of the same models. */
    public ComparisonSpec of(List<RunSpec> others) {
        return of(others, origins, searches);
    }

    /**
     * Returns a comparison of other models, without searches.
     *
     * @param places of each model in the config
     */
    public ComparisonSpec of(List<RunSpec> others, Map<String, Origins> places) {
        return of(others, places, List.of());
    }

    private ComparisonSpec of(
            List<RunSpec> others, Map<String, Origins> places, List<SearchSpec> searched) {
        return new ComparisonSpec(name, others, report, places, budget, changes, source, searched);
    }

    /** Returns the plan of these runs in their order, whose data are not loaded yet. */
    public ComparisonPlan planned() {
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                name,
                report.baseline().filter(models()::contains).orElse(null),
                report.formats(),
                runs.stream().map(RunSpec::planned).toList(),
                budget.orElse(null),
                changes,
                report.expected(),
                report.rope().orElse(null),
                report.sections(),
                report.labels(),
                source,
                report.sectionPlugins(),
                searches.stream().map(SearchSpec::model).toList(),
                List.of(),
                Map.of(),
                List.of(),
                null);
    }

    /**
     * Returns a plan of these runs with the checksums of their data.
     *
     * @param plan as {@link #planned} returned it
     * @param checksums of the data of a run
     */
    public ComparisonPlan onData(ComparisonPlan plan, Function<RunSpec, String> checksums) {
        List<PlannedRun> found = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            found.add(plan.runs().get(i).on(checksums.apply(runs.get(i))));
        }
        return plan.with(found);
    }

    /** Returns this comparison without its searched models. */
    public ComparisonSpec withoutSearched() {
        List<String> searched = searches.stream().map(SearchSpec::model).toList();
        return of(runs.stream().filter(run -> !searched.contains(run.model())).toList());
    }

    public String folderName() {
        return name + budget.map(of -> "-" + of).orElse("");
    }

    public List<String> models() {
        return runs.stream().map(RunSpec::model).distinct().toList();
    }

    /**
     * Returns the first run of a model.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public RunSpec firstRun(String model) {
        return runs.stream()
                .filter(run -> run.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model '" + model + "'"));
    }
}
