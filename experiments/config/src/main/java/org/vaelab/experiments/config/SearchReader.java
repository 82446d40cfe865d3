// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.training.TrainingSettings;

/** Reads the search of a model, with all its trials. */
final class SearchReader {

    /** Axes that would make trials incomparable, or that the search itself sets. */
    private static final List<String> FIXED =
            List.of(
                    ModelSections.DATA.key(),
                    ModelSections.EVALUATION.key(),
                    ModelSections.TRAINING.key() + ".until");

    /**
     * With the usual first rung, there are so many rungs below the last: earlier values are noise.
     */
    private static final int USUAL_RUNGS = 2;

    /** Far from the seeds that people choose, so that more of those keep the trials. */
    private static final long FIRST_OF_TRIALS = 1_000_001;

    private final SpecContext context;
    private final Path folder;
    private final Mapping root;
    private final ModelGrid.Point point;
    private final Mapping section;
    private final Search.Keys keys;
    private final List<SearchAxis> axes;

    /**
     * Reads the section.
     *
     * @param point the model, which has a search
     * @throws SpecException with its problems
     */
    SearchReader(SpecContext context, Path folder, Mapping root, ModelGrid.Point point) {
        this.context = context;
        this.folder = folder;
        this.root = root;
        this.point = point;
        this.section = point.search().orElseThrow();
        Problems problems = new Problems();
        Optional<Search.Keys> read =
                problems.collect(
                        () ->
                                new Binder(folder, UnknownKeys.toOneSection())
                                        .bind(section, Search.Keys.class));
        this.axes =
                section.get(Search.OVER)
                        .filter(Mapping.class::isInstance)
                        .map(over -> new TreeMap<>(over.asMapping().members()).entrySet())
                        .map(over -> problems.collectAll(over, SearchReader::axis))
                        .orElse(List.of());
        problems.throwIfAny();
        this.keys = read.orElseThrow();
        requireRoom();
        axes.forEach(this::requireNotReplaced);
    }

    /**
     * A model overrides the top level, so a search of that does not replace a value of the model.
     */
    private void requireNotReplaced(SearchAxis axis) {
        if (axis.written().key().path().startsWith(Search.KEY + ".")
                && Replacement.find(point.model(), axis.path()).isPresent()) {
            throw SpecException.at(
                    point.key().child(axis.path()),
                    "is searched by the top of the config, and set here",
                    "leave it out, or write search: null into a model that is not searched");
        }
    }

    private static SearchAxis axis(Map.Entry<String, Member> entry) {
        String path = entry.getKey();
        for (String fixed : FIXED) {
            if (path.equals(fixed) || path.startsWith(fixed + ".")) {
                throw SpecException.at(
                        entry.getValue().key(),
                        "cannot be searched: trials must be measured in the same way on the same data",
                        "compare such models with 'sweep'");
            }
        }
        return SearchAxis.read(path, entry.getValue());
    }

    /** A finite space with fewer points than trials is a grid. */
    private void requireRoom() {
        double points = axes.stream().mapToDouble(SearchAxis::size).reduce(1, (a, b) -> a * b);
        if (points < keys.budget()) {
            throw SpecException.at(
                    section.place(),
                    "budget is %s, but 'over' has only %s different points"
                            .formatted(keys.budget(), Math.round(points)),
                    "lower the budget, or use 'sweep', which tries each point once");
        }
    }

    /** Returns the place of a key; that of the section if it has its default. */
    private Place place(String key) {
        return section.get(key).map(ConfigNode::place).orElse(section.place());
    }

    /**
     * Reads the trials.
     *
     * @param seeds of the config
     * @throws SpecException with the problems of the first trial that has some
     */
    SearchSpec read(String model, List<Long> seeds) {
        MetricDescription by = metric();
        List<Long> last = last(seeds);
        List<Long> ofTrials = ofTrials(seeds, last);
        List<SearchSpec.Trial> trials = new ArrayList<>();
        for (int number = 1; number <= keys.budget(); number++) {
            trials.add(trial(number));
        }
        ModelSpec first = trials.get(0).spec();
        requireMeasured(first);
        boolean halving = keys.method() == Search.Method.HALVING;
        Map<String, JsonNode> space = new LinkedHashMap<>();
        Map<String, Place> places = new LinkedHashMap<>();
        for (SearchAxis axis : axes) {
            space.put(axis.path(), axis.written().value().json());
            places.put(axis.path(), axis.written().key());
        }
        return new SearchSpec(
                model,
                space,
                Binder.tree(keys.method()).asText(),
                keys.seed(),
                halving ? keys.etaOrUsual() : 1,
                halving ? rungs(trials) : List.of(first.training().steps()),
                keys.by(),
                by.unit() == null ? "" : by.unit(),
                by.direction(),
                trials,
                ofTrials,
                last,
                places);
    }

    /**
     * Reads a trial. Its values depend on the seed, the axis and the number of the trial alone, so
     * that a larger budget adds trials and keeps the others.
     *
     * @param number from 1
     */
    private SearchSpec.Trial trial(int number) {
        RandomKey key = RandomKey.of(keys.seed()).split(Search.KEY).fold(number);
        Mapping model = point.model();
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (SearchAxis axis : axes) {
            Replacement value = axis.draw(key);
            model = value.applyTo(model);
            values.put(value.path(), value.value().json());
        }
        Mapping merged = SpecReader.merged(root, model);
        ModelSpec spec = ModelReader.read(context, folder, merged);
        return new SearchSpec.Trial(number, values, spec, SpecReader.origins(merged));
    }

    /** Returns the seeds of the runs of the best trial. */
    private List<Long> last(List<Long> seeds) {
        @Nullable SeedChoice asked = keys.finalSeeds();
        long next = seeds.stream().mapToLong(seed -> seed).max().orElse(0) + 1;
        return asked == null ? seeds : asked.from(seeds, next);
    }

    /**
     * Returns the seeds of each trial. Values of the runs that chose the settings are too good, so
     * the reported runs have other seeds.
     *
     * @throws SpecException if both have a seed
     */
    private List<Long> ofTrials(List<Long> seeds, List<Long> last) {
        List<Long> own =
                LongStream.iterate(FIRST_OF_TRIALS, seed -> seed + 1)
                        .filter(seed -> !last.contains(seed) && !seeds.contains(seed))
                        .limit(seeds.size())
                        .boxed()
                        .toList();
        long more = own.isEmpty() ? FIRST_OF_TRIALS : own.get(own.size() - 1) + 1;
        @Nullable SeedChoice asked = keys.seeds();
        List<Long> trials = asked == null ? own : asked.from(own, more);
        List<Long> both = trials.stream().filter(last::contains).toList();
        if (!both.isEmpty()) {
            throw SpecException.at(
                    place(asked == null ? "finalSeeds" : "seeds"),
                    ("the trials and the reported runs share the seeds %s: a run that chose the"
                                    + " settings looks better than a new one")
                            .formatted(both),
                    "leave search.seeds out, or name other seeds than %s".formatted(last));
        }
        return trials;
    }

    private MetricDescription metric() {
        Metrics metrics = context.metrics();
        String name = keys.by();
        Place place = place("by");
        Optional<MetricDescription> by = metrics.description(name);
        if (by.isEmpty()) {
            throw SpecException.at(
                    place,
                    "unknown metric '" + name + "'",
                    OptionalJars.hint("metric", name)
                                    .or(
                                            () ->
                                                    Spelling.nearest(name, metrics.measurable())
                                                            .map(
                                                                    nearest ->
                                                                            "did you mean '"
                                                                                    + nearest
                                                                                    + "'?"))
                                    .map(hint -> hint + " ")
                                    .orElse("")
                            + "a metric has the name that results give it");
        }
        if (by.get().direction() == Direction.NEITHER) {
            throw SpecException.at(
                    place,
                    "neither high nor low values of '" + name + "' are better",
                    "use a metric that ranks models, such as logLikelihood or elbo");
        }
        return by.get();
    }

    private void requireMeasured(ModelSpec model) {
        String name = keys.by();
        if (!context.metrics().isMeasuredAnyway(name)
                && !model.evaluation().metricNames().contains(name)) {
            throw SpecException.at(
                    place("by"),
                    "the metric '" + name + "' is not measured",
                    "add it to evaluation.metrics");
        }
    }

    private List<Long> rungs(List<SearchSpec.Trial> trials) {
        TrainingSettings training = trials.get(0).spec().training();
        long steps = training.steps();
        for (SearchSpec.Trial trial : trials) {
            long others = trial.spec().training().steps();
            if (others != steps) {
                throw SpecException.at(
                        section.place(),
                        ("with method: halving all trials must have the same number of steps;"
                                        + " trial %s has %s, trial 1 has %s")
                                .formatted(trial.number(), others, steps),
                        "set training.steps to a number of steps, and do not search it");
            }
        }
        if (training.fitsPriorAfterwards() || training.until() != null) {
            throw SpecException.at(
                    section.place(),
                    "method: halving cannot be used with training."
                            + (training.until() == null ? "priorSteps" : "until"),
                    "use method: random");
        }
        return rungs(steps);
    }

    /** Each rung trains eta times as long as the one before, the last one to the end. */
    private List<Long> rungs(long steps) {
        int eta = keys.etaOrUsual();
        Long given = keys.leastSteps();
        long least =
                given == null ? Math.max(1, (long) (steps / Math.pow(eta, USUAL_RUNGS))) : given;
        if (least > steps) {
            throw SpecException.at(
                    section.place(),
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
