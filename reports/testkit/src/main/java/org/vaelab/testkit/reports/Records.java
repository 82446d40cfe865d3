// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Evaluation;
import org.vaelab.framework.record.ModelFacts.LeftOut;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Preparation;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.record.Timing;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.ComparedRun.TrainingLog;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.ConfigAsRun;

/**
 * Builds comparisons in memory, run by run, for tests of what reports show.
 *
 * <pre>{@code
 * Comparison comparison =
 *         new Records()
 *                 .run("vae", Map.of("elbo", Records.bound(-100, 1)))
 *                 .failed("iwae")
 *                 .comparison();
 * }</pre>
 */
public final class Records {

    private static final Likelihood PROBABILITY =
            new Likelihood(Map.of("counting", List.of()), List.of(), Map.of(), null);

    private final Map<String, List<ComparedRun>> models = new LinkedHashMap<>();
    private Map<String, Long> evaluatedData = Map.of();
    private ModelFacts facts = of(PROBABILITY, ModelFacts.NONE.preparation());
    private Map<String, MetricDescription> descriptions = Map.of();
    private Map<String, String> backend = Map.of();
    private Map<String, double[]> perDatum = Map.of();
    private List<GradientQuality> gradients = List.of();
    private Map<String, Long> parameters = Map.of();
    private List<Method> methods = List.of();
    private Map<String, String> words = Map.of();
    private List<UnitKl> klByUnit = List.of();
    private Map<String, AbsentMetric> absent = Map.of();
    private Timing timing = Timing.unknown();
    private String binarization = "none";
    private String checksum = "00";
    private String shape = "1x2x2";
    private @Nullable Long evaluationSeed;
    private Map<String, String> settings = Map.of();
    private String parts = "{}";
    private @Nullable String budget;
    private List<SettingChange> changes = List.of();
    private List<PublishedValue> expected = List.of();
    private @Nullable Double rope;
    private Provenance.@Nullable Start start;

    /**
     * Returns two models with two runs each, with the numbers of runs 1 and 2:
     *
     * <pre>
     * model  elbo        logLikelihood  reconstruction  kl      activeUnits  training
     * vae    -100, -101  -95, -96       -80, -81        20, 20  10, 9        60 s, 61 s
     * iwae   -104, -105  -94, -95       -85, -86        19, 19  8, 7         120 s, 121 s
     * </pre>
     */
    public static Records sample() {
        Records records = new Records();
        sample(records, "vae", 60, -100, -95, -80, 20, 10);
        sample(records, "iwae", 120, -104, -94, -85, 19, 8);
        return records;
    }

    private static void sample(Records records, String model, double seconds, double... numbers) {
        for (int more = 0; more < 2; more++) {
            double step = 2 * seconds;
            Timing.StepMillis millis = new Timing.StepMillis(step, step + more);
            Map<String, Estimate> metrics = new LinkedHashMap<>();
            metrics.put("elbo", bound(numbers[0] - more, 1));
            metrics.put("logLikelihood", bound(numbers[1] - more, 100));
            metrics.put("reconstruction", bound(numbers[2] - more, 1));
            metrics.put("kl", new Estimate(numbers[3], 0.1, "nats", EstimateKind.EXACT, 0));
            metrics.put(
                    "activeUnits",
                    Estimate.withoutError(
                            numbers[4] - more, "1", EstimateKind.NOT_A_LIKELIHOOD, 0));
            double[] values = {numbers[0] - more - 1, numbers[0] - more, numbers[0] - more + 1};
            records.perDatum("elbo", values)
                    .timing(new Timing(millis, null, 3, seconds + more, 5, 500))
                    .run(model, metrics);
        }
    }

    /** Returns an estimate that is a lower bound in nats. */
    public static Estimate bound(double value, long samples) {
        return new Estimate(value, 0.1, "nats", EstimateKind.LOWER_BOUND, samples);
    }

    /** States the number of data of the runs added from here on. */
    public Records on(String metric, long data) {
        evaluatedData = Map.of(metric, data);
        return this;
    }

    /** States how the data of the runs added from here on were binarised. */
    public Records binarised(String how) {
        binarization = how;
        return this;
    }

    /** States the content of the data of the runs added from here on. */
    public Records data(String contentChecksum, String shapeOfOne) {
        checksum = contentChecksum;
        shape = shapeOfOne;
        return this;
    }

    /** States the seed of evaluation's bits in the config of the runs added from here on. */
    public Records evaluationSeed(long seed) {
        evaluationSeed = seed;
        return this;
    }

    /** States further keys of the config of the runs added from here on. */
    public Records settings(Map<String, String> all) {
        settings = all;
        return this;
    }

    /** States further parts of the config of the runs added from here on, as JSON. */
    public Records config(String json) {
        parts = json;
        return this;
    }

    /**
     * States whether the likelihood of the runs added from here on is a probability or a density.
     */
    public Records measuredBy(String measure, String... given) {
        return likelihood(
                new Likelihood(Map.of(measure, List.of()), List.of(given), Map.of(), null));
    }

    private Records likelihood(Likelihood likelihood) {
        facts = of(likelihood, facts.preparation());
        return this;
    }

    private static ModelFacts of(Likelihood likelihood, Preparation preparation) {
        ModelFacts none = ModelFacts.NONE;
        return new ModelFacts(
                Map.of(),
                List.of(),
                likelihood,
                preparation,
                none.training(),
                none.evaluation(),
                Map.of(),
                Map.of(),
                List.of());
    }

    /** States what was done to the data of the runs added from here on. */
    public Records prepared(Preparation preparation) {
        facts = of(Objects.requireNonNull(facts.likelihood()), preparation);
        return this;
    }

    /** States a class that training of the runs added from here on did not see. */
    public Records without(String column, String value) {
        LeftOut leftOut = new LeftOut(column, List.of(value), 312);
        return prepared(new Preparation(null, false, Map.of(), leftOut, null, List.of()));
    }

    /** States the parts and the latent spaces of the runs added from here on. */
    public Records parts(Map<String, String> names, String... spaces) {
        facts =
                new ModelFacts(
                        names,
                        List.of(spaces),
                        facts.likelihood(),
                        facts.preparation(),
                        facts.training(),
                        facts.evaluation(),
                        facts.layers(),
                        Map.of(),
                        List.of());
        return this;
    }

    /** States the layers of a network of the runs added from here on. */
    public Records layers(String network, NetworkLayer... layers) {
        facts =
                new ModelFacts(
                        facts.parts(),
                        facts.spaces(),
                        facts.likelihood(),
                        facts.preparation(),
                        facts.training(),
                        facts.evaluation(),
                        Map.of(network, List.of(layers)),
                        Map.of(),
                        List.of());
        return this;
    }

    /** States how the runs added from here on were trained. */
    public Records training(Training training) {
        facts = facts.trained(training);
        return this;
    }

    /** States what a reader must know of a metric of the runs added from here on. */
    public Records caveat(String metric, String caveat) {
        facts = facts.evaluated(null, Map.of(metric, caveat));
        return this;
    }

    /** States what the backend of the runs added from here on says of itself. */
    public Records backend(Map<String, String> details) {
        backend = details;
        return this;
    }

    /** States what a metric of the runs added from here on says of itself. */
    public Records describing(String metric, MetricDescription description) {
        descriptions = new LinkedHashMap<>(descriptions);
        descriptions.put(metric, description);
        return this;
    }

    /** States which data the runs added from here on take where they do not take all. */
    public Records subset(@Nullable Long seed) {
        facts =
                new ModelFacts(
                        facts.parts(),
                        facts.spaces(),
                        facts.likelihood(),
                        facts.preparation(),
                        facts.training(),
                        new Evaluation(null, new Subset(seed), null, Map.of()),
                        facts.layers(),
                        Map.of(),
                        List.of());
        return this;
    }

    /** States what the models of the runs added from here on are given beside x. */
    public Records given(String condition, int width) {
        return likelihood(
                new Likelihood(PROBABILITY.measures(), List.of(), Map.of(condition, width), null));
    }

    /** States what was measured of gradients in the runs added from here on. */
    public Records gradients(GradientQuality... rows) {
        gradients = List.of(rows);
        return this;
    }

    /** States a column of {@code perDatum.csv} of the runs added from here on. */
    public Records perDatum(String metric, double... values) {
        return perDatum(Map.of(metric, values));
    }

    /** States columns of {@code perDatum.csv} of the runs added from here on. */
    public Records perDatum(Map<String, double[]> columns) {
        perDatum = columns;
        return this;
    }

    /** States the KL of each unit of the runs added from here on. */
    public Records klByUnit(double... kl) {
        klByUnit =
                IntStream.range(0, kl.length)
                        .mapToObj(u -> new UnitKl("z", u, kl[u], 0.1))
                        .toList();
        return this;
    }

    /** States the KL of units of the runs added from here on. */
    public Records klByUnit(UnitKl... units) {
        klByUnit = List.of(units);
        return this;
    }

    /** States why metrics are absent in the runs added from here on. */
    public Records absent(Map<String, String> reasons) {
        absent = new LinkedHashMap<>();
        reasons.forEach((metric, text) -> absent.put(metric, AbsentMetric.parse(text)));
        return this;
    }

    /** States the times and the memory of the runs added from here on. */
    public Records timing(Timing all) {
        timing = all;
        return this;
    }

    /** States the numbers of trained parameters and the methods of the runs added from here on. */
    public Records trained(Map<String, Long> counts, Method... used) {
        parameters = counts;
        methods = List.of(used);
        return this;
    }

    /** States what a paper calls the parts of the runs added from here on. */
    public Records words(Map<String, String> byName) {
        words = byName;
        return this;
    }

    /** Adds a completed run. */
    public Records run(String model, Map<String, Estimate> metrics, HistoryEntry... history) {
        PlannedRun planned = planned(model);
        return add(
                planned,
                RunRecord.completed(model, "gaussian", metrics, timing, provenance(planned))
                        .describing(descriptions(metrics))
                        .of(parameters, methods, words),
                history);
    }

    private Map<String, MetricDescription> descriptions(Map<String, Estimate> metrics) {
        Map<String, MetricDescription> all = MetricTable.TABLE.describeAll(metrics.keySet());
        all.putAll(descriptions);
        return all;
    }

    /** Adds a completed run for each value of one metric. */
    public Records runs(String model, String metric, long samples, double... values) {
        for (double value : values) {
            run(model, Map.of(metric, bound(value, samples)));
        }
        return this;
    }

    /** Adds a failed run. */
    public Records failed(String model) {
        PlannedRun planned = planned(model);
        Failure failure = new Failure(7, "the loss is NaN", "vaelab reproduce");
        return add(
                planned,
                RunRecord.failed(
                        model,
                        "gaussian",
                        Map.of(),
                        Timing.unknown(),
                        provenance(planned),
                        failure));
    }

    /** Returns the comparison after searches. */
    public Comparison comparison(SearchRecord... searches) {
        Comparison of = comparison();
        return new Comparison(
                of.plan(),
                of.models(),
                of.changes(),
                of.baselines(),
                of.configs(),
                List.of(searches));
    }

    /** Returns the comparison; the first model is the baseline. */
    public Comparison comparison() {
        List<PlannedRun> runs =
                models.values().stream().flatMap(List::stream).map(ComparedRun::planned).toList();
        List<ComparedModel> compared = new ArrayList<>();
        models.forEach((name, of) -> compared.add(new ComparedModel(name, "gaussian", of)));
        return comparison(
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        "test",
                        runs.get(0).model(),
                        List.of("html"),
                        runs,
                        budget,
                        changes,
                        expected,
                        rope),
                compared);
    }

    /** Returns the comparison of a plan, whose changes are those of each model. */
    public static Comparison comparison(ComparisonPlan plan, List<ComparedModel> models) {
        Map<String, List<SettingChange>> replaced = new LinkedHashMap<>();
        plan.models().forEach(model -> replaced.put(model, plan.changes()));
        return new Comparison(
                plan,
                models,
                replaced,
                Stream.ofNullable(plan.baseline()).toList(),
                ConfigAsRun.of(plan, models.stream().flatMap(m -> m.runs().stream()).toList())
                        .stream()
                        .toList(),
                List.of());
    }

    /** States at what budget the comparison was planned, and what that replaced. */
    public Records budget(String name, SettingChange... replaced) {
        budget = name;
        changes = List.of(replaced);
        return this;
    }

    /** States what is published. */
    public Records expecting(PublishedValue... published) {
        expected = List.of(published);
        return this;
    }

    /** States what the next runs start from. */
    public Records start(Provenance.@Nullable Start from) {
        start = from;
        return this;
    }

    /** States the region of practical equivalence. */
    public Records rope(double nats) {
        rope = nats;
        return this;
    }

    private Records add(PlannedRun planned, RunRecord record, HistoryEntry... history) {
        models.computeIfAbsent(planned.model(), m -> new ArrayList<>())
                .add(
                        new ComparedRun(
                                planned,
                                new RunFolder(Path.of(planned.folderName())),
                                record,
                                new TrainingLog(List.of(history), HealthFile.Content.NONE),
                                klByUnit,
                                gradients,
                                perDatum,
                                new DiagnosticsFolder(Path.of("none"))));
        return this;
    }

    private PlannedRun planned(String model) {
        long seed = models.getOrDefault(model, List.of()).size() + 1L;
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("seed", seed);
        settings.forEach(config::put);
        config.setAll(parts());
        if (evaluationSeed != null) {
            config.putObject("data").put("evaluationSeed", evaluationSeed);
        }
        return new PlannedRun(model, "gaussian", seed, RecordMapper.hash(config), config);
    }

    private ObjectNode parts() {
        try {
            return (ObjectNode) new ObjectMapper().readTree(parts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Provenance provenance(PlannedRun run) {
        return new Provenance(
                new Provenance.Framework("0.1.0", null, null),
                run.config(),
                run.hash(),
                run.seed(),
                new Provenance.Data("toy", checksum, 10, 0, 10, shape, binarization, Map.of()),
                new Provenance.Backend("none", "cpu", backend),
                facts,
                evaluatedData,
                absent,
                start,
                null);
    }
}
