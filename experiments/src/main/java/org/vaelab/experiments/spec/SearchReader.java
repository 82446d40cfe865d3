// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.training.TrainingSettings;

/** Reads the search of a model, with all its trials. */
final class SearchReader {

    /** With the usual first rung, there are so many rungs below the last: earlier values are noise. */
    private static final int USUAL_RUNGS = 2;

    private final SpecContext context;
    private final Path folder;
    private final Mapping root;

    SearchReader(SpecContext context, Path folder, Mapping root) {
        this.context = context;
        this.folder = folder;
        this.root = root;
    }

    /**
     * Reads a search.
     *
     * @param point the model, which has a search
     * @param seeds of the config
     * @throws SpecException with the problems of the section, or of the first trial that has some
     */
    SearchSpec read(String model, ModelGrid.Point point, List<Long> seeds) {
        Search search =
                Search.read(
                        point.search().orElseThrow(), new Binder(folder, KeyGuide.toOneSection()));
        MetricDescription by = metric(search);
        SearchSeeds ofRuns = SearchSeeds.of(search, seeds);
        List<SearchSpec.Trial> trials = new ArrayList<>();
        for (int number = 1; number <= search.keys().budget(); number++) {
            trials.add(trial(number, search, point));
        }
        ModelSpec first = trials.get(0).spec();
        requireMeasured(search, first);
        boolean halving = search.keys().method() == Search.Method.HALVING;
        return new SearchSpec(
                model,
                space(search),
                search.keys().method().jsonName(),
                search.keys().seed(),
                halving ? search.keys().etaOrUsual() : 1,
                halving ? rungs(search, trials) : List.of(first.training().steps()),
                search.keys().by(),
                by.unit() == null ? "" : by.unit(),
                by.direction(),
                trials,
                ofRuns.trials(),
                ofRuns.last(),
                places(search));
    }

    private SearchSpec.Trial trial(int number, Search search, ModelGrid.Point point) {
        Mapping model = point.model();
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Replacement value : search.values(number)) {
            model = value.applyTo(model);
            values.put(value.path(), value.value().json());
        }
        Mapping merged = SpecReader.merged(root, model);
        ModelSpec spec = ModelReader.read(context, folder, merged);
        return new SearchSpec.Trial(number, values, spec, SpecReader.origins(merged));
    }

    private static Map<String, JsonNode> space(Search search) {
        Map<String, JsonNode> space = new LinkedHashMap<>();
        search.axes().forEach(axis -> space.put(axis.path(), axis.json()));
        return space;
    }

    private static Map<String, Place> places(Search search) {
        Map<String, Place> places = new LinkedHashMap<>();
        search.axes().forEach(axis -> places.put(axis.path(), axis.written().key()));
        return places;
    }

    private MetricDescription metric(Search search) {
        Metrics metrics = Metrics.of(context.plugins());
        String name = search.keys().by();
        Place place = search.place("by");
        Optional<MetricDescription> by = metrics.description(name);
        if (by.isEmpty()) {
            throw SpecException.at(
                    place,
                    "unknown metric '" + name + "'",
                    Spelling.nearest(name, metrics.measurable())
                                    .map(nearest -> "did you mean '" + nearest + "'? ")
                                    .orElse("")
                            + "'vaelab list metrics' shows all");
        }
        if (by.get().direction() == Direction.NEITHER) {
            throw SpecException.at(
                    place,
                    "neither high nor low values of '" + name + "' are better",
                    "use a metric that ranks models, such as logLikelihood or elbo");
        }
        return by.get();
    }

    private void requireMeasured(Search search, ModelSpec model) {
        String name = search.keys().by();
        if (!Metrics.of(context.plugins()).isMeasuredAnyway(name)
                && !model.evaluation().metrics().contains(name)) {
            throw SpecException.at(
                    search.place("by"),
                    "the metric '" + name + "' is not measured",
                    "add it to evaluation.metrics");
        }
    }

    private static List<Long> rungs(Search search, List<SearchSpec.Trial> trials) {
        TrainingSettings training = trials.get(0).spec().training();
        long steps = training.steps();
        for (SearchSpec.Trial trial : trials) {
            long others = trial.spec().training().steps();
            if (others != steps) {
                throw SpecException.at(
                        search.place(),
                        ("with method: halving all trials must have the same number of steps;"
                                        + " trial %s has %s, trial 1 has %s")
                                .formatted(trial.number(), others, steps),
                        "set training.steps to a number of steps, and do not search it");
            }
        }
        if (training.fitsPriorAfterwards() || training.until() != null) {
            throw SpecException.at(
                    search.place(),
                    "method: halving cannot be used with training."
                            + (training.until() == null ? "priorSteps" : "until"),
                    "use method: random");
        }
        return rungs(search, steps);
    }

    /** Each rung trains eta times as long as the one before, the last one to the end. */
    private static List<Long> rungs(Search search, long steps) {
        int eta = search.keys().etaOrUsual();
        Long given = search.keys().leastSteps();
        long least =
                given == null ? Math.max(1, (long) (steps / Math.pow(eta, USUAL_RUNGS))) : given;
        if (least > steps) {
            throw SpecException.at(
                    search.place(),
                    "leastSteps is %s, more than the %s steps of training".formatted(least, steps));
        }
        List<Long> rungs = new ArrayList<>();
        for (long rung = steps, share = 1; rung >= least; rung = steps / share) {
            rungs.add(0, rung);
            share *= eta;
        }
        return rungs;
    }
}
