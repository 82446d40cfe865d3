// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The contract of every metric, on a small model and binary data with three columns of labels.
 *
 * <pre>{@code
 * final class SharpnessContractTest extends MetricContract {
 *     SharpnessContractTest() {
 *         super("sharpness");
 *     }
 * }
 * }</pre>
 *
 * <p>Several metrics may share a contract, as those that one class makes. One with settings is named
 * with other values than the defaults: {@code super("{type: 'sharpness', share: 0.2}")}.
 */
public abstract non-sealed class MetricContract extends PartContract {

    /** How often other examples are tried before a metric is said to ignore them. */
    private static final int TRIALS = 5;

    private static final String EXAMPLES = "examples";

    private static final ConfiguredPart PRODUCT =
            ConfiguredPart.of("product", "{latent: 'toy-normal(1) x toy-normal(1)'}");

    /** The outputs of the encoder of the product: a mean and a deviation of each. */
    private static final int FACTORED = 4;

    /** Other models that are measured between two measurements of one. */
    private static final int OTHERS = 3;

    private final List<String> names;

    /** The metrics with their settings, by name. */
    private final Map<String, PartChoice> chosen = new LinkedHashMap<>();

    /**
     * Creates the contract of registered metrics.
     *
     * @param metrics their names, or mappings as in a config, with another value for each setting;
     *     at least one
     */
    protected MetricContract(String... metrics) {
        super(Metric.class, String.join(", ", names(metrics)));
        this.names = names(metrics);
        for (String metric : metrics) {
            PartChoice choice = choice(metric);
            chosen.put(choice.type(), choice);
        }
    }

    private static PartChoice choice(String metric) {
        return metric.startsWith("{") ? PartChoice.read(tree(metric)) : PartChoice.of(metric);
    }

    private static List<String> names(String... metrics) {
        return Stream.of(metrics).map(metric -> choice(metric).type()).toList();
    }

    /**
     * Returns the settings that change no number of this contract, with the reason; by default
     * none. A key is {@code metric.setting}.
     */
    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of();
    }

    /** Returns the settings of a metric that the contract leaves at their defaults. */
    final List<String> keysNeverVaried(String name) {
        List<String> keys = new ArrayList<>(type(name).keyNames());
        keys.removeAll(chosen(name).settings().keySet());
        return keys;
    }

    private PartType<Metric> type(String name) {
        return metrics().parts().get(name);
    }

    private PartChoice chosen(String name) {
        return Objects.requireNonNull(chosen.get(name), name);
    }

    /** Returns the posterior of the model, for a metric that is made for some alone. */
    protected ConfiguredPart posterior() {
        return ConfiguredPart.of("toy-normal", "{latent: 2}");
    }

    /**
     * Returns whether the metrics are defined for the model and the data of the contract. If not,
     * they must give a reason.
     */
    protected boolean isDefined() {
        return true;
    }

    /**
     * Returns problems whose answers are known, from the worst to the best, by default none. They
     * find a wrong centring, sample size or direction, and latent variables that are not read.
     * Answers of a metric are not all one, nor all ends of its range, and where it reads labels a
     * number of z tells of two columns of them. Where it takes the mean of q, that of one is known by
     * draws. {@link #whyNoKnownAnswer} says why a metric has none
     * of those.
     */
    protected List<KnownAnswer> knownAnswers() {
        return List.of();
    }

    /**
     * Returns models and data of the author's own of which values are known, by default none: for
     * metrics that are not defined on the data of known answers.
     */
    protected List<KnownMeasurement> knownMeasurements(TensorRuntime runtime) {
        return List.of();
    }

    /** Returns the metrics without a known answer, each with what checks its values instead. */
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of();
    }

    /** Known answers are found, and the better of two is the better by the direction. */
    @Check("known answers")
    final void knownAnswersAreFound() {
        Map<String, Double> worse = new LinkedHashMap<>();
        Map<String, Integer> widest = new LinkedHashMap<>();
        for (KnownAnswer problem : knownAnswers()) {
            widest.merge(problem.metric(), problem.means()[0].length, Math::max);
            String name = problem.metric();
            double value = problem.check(runtime(), plugins(), metrics(), chosen(name));
            Double before = worse.put(name, value);
            MetricDescription.Direction direction =
                    metrics()
                            .description(name)
                            .map(MetricDescription::direction)
                            .orElse(MetricDescription.Direction.NEITHER);
            if (before != null && direction.better(before, value)) {
                fail(
                        "%s is %s of a problem and %s of a better one, and its direction is %s"
                                .formatted(name, before, value, direction));
            }
        }
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(worse.keySet());
        unknown.removeAll(knownMeasurementsAreFound());
        unknown.removeAll(whyNoKnownAnswer().keySet());
        if (!unknown.isEmpty()) {
            fail(
                    "nothing says whether the values of %s are right: state a problem with a known answer in knownAnswers(), or where they are not defined on its data in knownMeasurements(), or in whyNoKnownAnswer() what checks them"
                            .formatted(unknown));
        }
        widest.forEach(
                (name, coordinates) -> {
                    if (coordinates == 1) {
                        fail(
                                "the known answers of %s have one coordinate, of which a sum is the mean: state one of two"
                                        .formatted(name));
                    }
                    if (!whyNoKnownAnswer().containsKey(name)) {
                        requireTelling(
                                name,
                                knownAnswers().stream()
                                        .filter(problem -> problem.metric().equals(name))
                                        .toList());
                    }
                });
    }

    private Set<String> knownMeasurementsAreFound() {
        List<KnownMeasurement> known;
        try (TensorScope scope = runtime().scope()) {
            known = knownMeasurements(runtime());
        }
        Set<String> found = new TreeSet<>();
        for (KnownMeasurement of : known) {
            of.check(metrics(), chosen(of.metric()));
            found.add(of.metric());
        }
        return found;
    }

    /** Answers at the ends of a scale are those of wrong factors and of sums of zeros, too. */
    private void requireTelling(String name, List<KnownAnswer> answers) {
        if (answers.stream().mapToDouble(KnownAnswer::value).distinct().count() == 1) {
            fail(
                    "the known answers of %s are all %s, as those of a constant: state another, or in whyNoKnownAnswer() what checks it"
                            .formatted(name, answers.get(0).value()));
        }
        Optional<MetricDescription.Range> range =
                metrics().description(name).map(MetricDescription::range);
        if (range.filter(of -> answers.stream().allMatch(answer -> isEnd(of, answer)))
                .isPresent()) {
            fail(
                    "the known answers of %s are the least and the greatest that there are: state one between them, or in whyNoKnownAnswer() what checks it"
                            .formatted(name));
        }
        if (answers.get(0).asksForMeans(runtime(), plugins(), metrics(), chosen(name))
                && answers.stream().noneMatch(KnownAnswer::hasMeansOfDraws)) {
            fail(
                    "%s takes the mean of q, and in its known answers that has a closed form: state one withoutMeans(), where draws of a q that is not narrow tell it, or in whyNoKnownAnswer() what checks it"
                            .formatted(name));
        }
        if (answers.get(0).readsLabels(runtime(), plugins(), metrics(), chosen(name))
                && answers.stream().noneMatch(KnownAnswer::mixesLabels)) {
            fail(
                    "%s reads labels, and in its known answers no number of z tells of more than one column of them: state one where a number does, as a sum of two labels, or in whyNoKnownAnswer() what checks it"
                            .formatted(name));
        }
    }

    private static boolean isEnd(MetricDescription.Range range, KnownAnswer answer) {
        return answer.value() == range.low() || answer.value() == range.high();
    }

    @Override
    final Set<String> parts() {
        return new TreeSet<>(names);
    }

    /** Each setting is described in one line. A metric describes itself. */
    @Override
    @Check("description")
    final void thePartIsDescribed() {
        for (String name : names) {
            for (SettingKey setting : type(name).keys()) {
                assertThat(setting.meaning())
                        .as("@Setting of the key '%s' of %s", setting.name(), name)
                        .isNotBlank()
                        .hasLineCount(1);
            }
        }
    }

    /** Settings are read back as they are written to a config. */
    @Override
    @Check("settings")
    final void settingsSurviveAConfig(String text) {
        for (String name : names) {
            Metric read = metrics().parts().create(chosen(name));
            PartChoice written = type(name).choiceOfSettings(read);
            if (!type(name).keys().isEmpty()) {
                assertThat(metrics().parts().create(written)).as(name).isEqualTo(read);
            }
        }
    }

    /** Each setting changes some number: the metric's own, those measured with it, or a curve. */
    @Override
    @Tag("full")
    @Check("settings that differ")
    final void eachSettingChangesSomething(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        for (String name : isDefined() ? names : List.<String>of()) {
            MetricTrial.Outcome usual = trial.measure(trial.few(), List.of(name));
            for (String setting : chosen(name).settings().keySet()) {
                Map<String, Object> others = new LinkedHashMap<>(chosen(name).settings());
                others.remove(setting);
                MetricTrial other = trial.with(Map.of(name, new PartChoice(name, others)));
                MetricTrial.Outcome changed = other.measure(other.few(), List.of(name));
                if (changed.equals(usual)
                        && !keysWithoutEffect().containsKey(name + "." + setting)) {
                    fail(
                            "setting '%s' of %s changes no number: give it a value that acts, as a limit that is reached, or read it"
                                    .formatted(setting, name));
                }
            }
        }
    }

    /**
     * A number that acts below its default goes on acting above, unless keysWithoutEffect() names
     * {@code metric.setting above its default}.
     */
    @Tag("full")
    @Check("settings that grow")
    final void noNumberIsALimit(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        for (String name : isDefined() ? names : List.<String>of()) {
            Map<String, String> excused = new LinkedHashMap<>();
            String own = name + ".";
            keysWithoutEffect().entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(own))
                    .forEach(e -> excused.put(e.getKey().substring(own.length()), e.getValue()));
            String text = JSON.valueToTree(chosen(name).settings()).toString();
            new SettingsCheck(
                            List.of(text),
                            settings ->
                                    metrics()
                                            .parts()
                                            .create(
                                                    PartChoice.read(
                                                            tree(settings).put("type", name))),
                            metric -> Optional.of(fingerprint(trial, name, metric)))
                    .checkGrowth(excused);
        }
    }

    private Fingerprint fingerprint(MetricTrial trial, String name, Object metric) {
        PartChoice choice = type(name).choiceOfSettings((Metric) metric);
        MetricTrial other = trial.with(Map.of(name, choice));
        return new Fingerprint(runtime()).add(name, other.measure(other.few(), List.of(name)));
    }

    /** Returns the metrics of the framework and of plugins. */
    Metrics metrics() {
        return Metrics.of(plugins());
    }

    private MetricTrial trial(TensorRuntime on, RandomKey key) {
        return MetricTrial.of(on, plugins(), posterior(), metrics(), key).with(chosen);
    }

    /** On float32, as in training, each metric is a finite number with a unit, or says why not. */
    @Check("values")
    final void valuesAreFinite(RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32)) {
            MetricTrial trial = trial(single, key);
            MetricTrial.Outcome outcome = trial.measure(trial.data(), names);
            for (String name : names) {
                if (isDefined()) {
                    requireFinite(name, outcome);
                } else {
                    requireReason(name, outcome);
                }
            }
        }
    }

    private static void requireFinite(String name, MetricTrial.Outcome outcome) {
        Estimate estimate = outcome.metrics().get(name);
        if (estimate == null) {
            throw new AssertionError(
                    "metric "
                            + name
                            + " is absent: "
                            + outcome.absent().get(name)
                            + "; choose posterior() so that it is defined, or override isDefined()");
        }
        double error = estimate.standardError();
        assertFinite("value of " + name, new double[] {estimate.value()});
        // NaN: no error is known.
        assertThat(error).as("standard error of " + name).isNotEqualTo(Double.POSITIVE_INFINITY);
        assertThat(estimate.unit()).as("unit of " + name).isEqualTo(estimate.unit().strip());
        assertThat(outcome.examples().get(name))
                .as("number of examples behind " + name)
                .isPositive();
    }

    private static void requireReason(String name, MetricTrial.Outcome outcome) {
        if (outcome.metrics().containsKey(name)) {
            return;
        }
        Throwable failure = outcome.failures().get(name);
        if (failure != null) {
            throw new AssertionError("metric " + name + " throws " + failure, failure);
        }
        assertThat(outcome.absent().get(name)).as("reason why " + name + " is absent").isNotBlank();
    }

    /** Equal subjects give equal bytes, whatever else is measured, and in whatever order. */
    @Tag("full")
    @Check("equal bytes")
    final void equalSubjectsGiveEqualBytes(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        Map<String, Estimate> once = trial.measure(trial.data(), names).metrics();
        List<String> reversed = new ArrayList<>(names);
        Collections.reverse(reversed);
        MetricTrial same = trial(runtime(), key);
        Map<String, Estimate> again = same.measure(same.data(), reversed).metrics();
        assertThat(again).as("measured again").containsAllEntriesOf(ofNames(once));
        String last = reversed.get(0);
        if (once.containsKey(last)) {
            MetricTrial.Outcome alone = trial.measure(trial.data(), List.of(last));
            assertThat(alone.metrics().get(last))
                    .as(last + " measured alone")
                    .isEqualTo(once.get(last));
        }
    }

    /** Unit and kind are those of the description. */
    @Check("description of values")
    final void unitAndKindAreAsDescribed(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        ofNames(trial.measure(trial.few(), names).metrics())
                .forEach(
                        (name, estimate) ->
                                MetricClaims.isAsDescribed(
                                        name, estimate, metrics().description(name)));
    }

    /** Other models and data have their own numbers, and change nothing that is measured later. */
    @Tag("full")
    @Check("other models")
    final void nothingIsRemembered(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        List<MetricTrial> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            RandomKey own = key.split("other").fold(i);
            MetricTrial other = trial(runtime(), own);
            move(runtime(), other.model().parameters(), own);
            others.add(trial.another(other.model(), own));
        }
        new MetricClaims(trial, names).remembersNothing(others);
    }

    /**
     * Of a product of two factors a metric that depends on the code depends on both. It is not
     * asked where no part makes products, or where the metric is made for another posterior.
     */
    @Tag("full")
    @Check("all factors")
    final void everyFactorMatters(RandomKey key) {
        Set<String> posteriors = plugins().of(PosteriorPart.class).names();
        if (!posteriors.contains(PRODUCT.name()) || !posterior().name().equals("toy-normal")) {
            return;
        }
        MetricTrial start = ofProduct(key);
        Map<String, Estimate> usual = start.measure(start.few(), names).metrics();
        List<String> unmoved = new ArrayList<>(ofNames(usual).keySet());
        Map<String, Estimate> first = moved(false, key, unmoved);
        unmoved.removeIf(name -> isSame(usual.get(name), first.get(name)));
        for (int i = 0; i < TRIALS && !unmoved.isEmpty(); i++) {
            Map<String, Estimate> second = moved(true, key.fold(i), unmoved);
            unmoved.removeIf(name -> !isSame(usual.get(name), second.get(name)));
        }
        if (!unmoved.isEmpty()) {
            throw new AssertionError(
                    "metrics "
                            + unmoved
                            + " change with the first factor of a product of two, and do not change with"
                            + " the second: they read the first alone; take all factors of z");
        }
    }

    /** Measures the product with another encoder of one factor. */
    private Map<String, Estimate> moved(boolean second, RandomKey own, List<String> of) {
        MetricTrial product = ofProduct(key("all factors"));
        product.moveHalf(second, FACTORED, own.split("moved"));
        return product.measure(product.few(), of).metrics();
    }

    private MetricTrial ofProduct(RandomKey key) {
        ModelBlueprint product = ModelContract.around(posterior(PRODUCT));
        MetricTrial trial =
                MetricTrial.of(runtime(), plugins(), product, metrics(), key).with(chosen);
        trial.moveHalf(false, FACTORED, key.split("start"));
        trial.moveHalf(true, FACTORED, key.split("start"));
        return trial;
    }

    /** What depends on training examples says so. */
    @Tag("full")
    @Check("training examples")
    final void trainingExamplesAreDeclared(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        Map<String, String> sentences = new LinkedHashMap<>();
        for (String name : names) {
            metrics().description(name).ifPresent(of -> sentences.put(name, of.sentence()));
        }
        new MetricClaims(trial, names)
                .declaresTraining(sentences, trial.withOtherTraining(key.split("other")));
    }

    private Map<String, Estimate> ofNames(Map<String, Estimate> all) {
        Map<String, Estimate> own = new LinkedHashMap<>(all);
        own.keySet().retainAll(names);
        return own;
    }

    /** Measuring changes neither the model nor the data. */
    @Tag("full")
    @Check("no change")
    final void nothingIsChanged(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        List<double[]> before = values(trial.model().parameters());
        double[] data = trial.values();
        trial.measure(trial.data(), names);
        assertThat(values(trial.model().parameters()))
                .as("parameters of the model")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        assertThat(trial.values()).as("values of the data").isEqualTo(data);
    }

    /**
     * A metric that depends on the test examples depends on all of them, and not only on those
     * which the evaluation takes at once. A metric of few values may stay by chance, so there are
     * several trials.
     */
    @Tag("full")
    @Check("all examples")
    final void laterExamplesMatter(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        Map<String, Estimate> usual = trial.measure(trial.data(), names).metrics();
        List<String> unmoved = new ArrayList<>(ofNames(usual).keySet());
        Map<String, Estimate> first = trial.measure(trial.otherFirstBlock(), unmoved).metrics();
        unmoved.removeIf(name -> isSame(usual.get(name), first.get(name)));
        for (int i = 0; i < TRIALS && !unmoved.isEmpty(); i++) {
            Map<String, Estimate> last = trial.measure(trial.otherLastBlock(i), unmoved).metrics();
            unmoved.removeIf(name -> !isSame(usual.get(name), last.get(name)));
        }
        if (!unmoved.isEmpty()) {
            throw new AssertionError(
                    "metrics "
                            + unmoved
                            + " change with the first 100 test examples, and do not change with the"
                            + " last 20: they look at the first block of examples only");
        }
    }

    /** Examples one by one have the value of examples in blocks. */
    @Tag("full")
    @Check("size of blocks")
    final void blocksOfOneHaveTheSameValue(RandomKey key) {
        new MetricBlocks(trial(runtime(), key), names).sizeDoesNotMatter(key.split("size"));
    }

    /** Each block of examples has noise of its own. */
    @Tag("full")
    @Check("noise of blocks")
    final void blocksHaveNoiseOfTheirOwn(RandomKey key) {
        new MetricBlocks(trial(runtime(), key), names).noiseIsTheirOwn(key.split("noise"));
    }

    /**
     * So it is of all test examples: a metric that takes a few of them, with setting {@value
     * #EXAMPLES} or another limit whose default takes all, may hide equal noise.
     */
    @Tag("full")
    @Check("noise of blocks of all examples")
    final void blocksOfAllExamplesHaveNoiseOfTheirOwn(RandomKey key) {
        Map<String, PartChoice> ofAll = new LinkedHashMap<>();
        for (String name : names) {
            Map<String, Object> settings = new LinkedHashMap<>(chosen(name).settings());
            List<String> limits =
                    type(name).keys().stream()
                            .filter(MetricContract::mayTakeAll)
                            .map(SettingKey::name)
                            .filter(settings::containsKey)
                            .toList();
            limits.forEach(limit -> settings.put(limit, MetricTrial.TEST));
            if (!limits.isEmpty()) {
                ofAll.put(name, new PartChoice(name, settings));
            }
        }
        new MetricBlocks(trial(runtime(), key).with(ofAll), List.copyOf(ofAll.keySet()))
                .noiseIsTheirOwn(key.split("noise"));
    }

    private static boolean mayTakeAll(SettingKey key) {
        return key.name().equals(EXAMPLES)
                || key.defaultValue()
                        .filter(value -> value.isInt() && value.intValue() >= MetricTrial.TEST)
                        .isPresent();
    }

    private static boolean isSame(@Nullable Estimate one, @Nullable Estimate other) {
        return one != null && other != null && one.value() == other.value();
    }

    /**
     * Without labels or with few of them known, without training examples, and of a single test
     * example each metric is a number or says why not. Its unit and its kind are those of other
     * data.
     */
    @Tag("full")
    @Check("other data")
    final void otherDataGiveANumberOrAReason(RandomKey key) {
        MetricTrial trial = trial(runtime(), key);
        Map<String, Estimate> usual = trial.measure(trial.data(), names).metrics();
        trial.otherData()
                .forEach(
                        (what, data) -> {
                            MetricTrial.Outcome outcome = trial.measure(data, names);
                            for (String name : names) {
                                requireReason(name, outcome);
                                requireSameKind(
                                        name + " of " + what,
                                        usual.get(name),
                                        outcome.metrics().get(name));
                            }
                        });
    }

    private static void requireSameKind(
            String what, @Nullable Estimate usual, @Nullable Estimate other) {
        if (usual != null && other != null) {
            assertThat(other.unit()).as("unit of " + what).isEqualTo(usual.unit());
            assertThat(other.kind()).as("kind of " + what).isEqualTo(usual.kind());
        }
    }
}
